//! A program that uses the library: shipped frameworks, names in other languages, a graph algorithm, a crosswalk, and
//! definitions of one's own.
//!
//! Run it with `cargo run --example embed`.
#![allow(clippy::print_stdout, reason = "an example shows its results")]

use std::{error::Error, path::Path};

use itsm::{catalog::Catalog, framework::Wildcards, petgraph::algo::kosaraju_scc};

fn main() -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::builtin();
    walk(&catalog)?;
    german(&catalog)?;
    circles(&catalog)?;
    crosswalk(&catalog)?;

    // A folder of one's own is laid beside what is shipped.
    let acme = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme");
    let findings = catalog.check_path(&acme);
    println!("\nexamples/acme: {} errors, {} warnings", findings.errors(), findings.warnings());
    let catalog = catalog.with_folder(acme)?;
    let found = catalog.resolve("acme:IH")?;
    println!("{} is {}", found.id(), found.element().title());
    println!("{} rows join acme and itil4", catalog.compare("acme", "itil4")?.rows().len());
    Ok(())
}

/// The upper levels of a framework as a tree.
fn walk(catalog: &Catalog) -> Result<(), Box<dyn Error>> {
    let fitsm = catalog.framework("fitsm3")?;
    println!("{} {}, {}", fitsm.title(), fitsm.edition(), fitsm.publisher());
    for (depth, _, element) in fitsm.walk().filter(|(depth, _, element)| *depth < 2 && matches!(element.kind(), "process-area" | "process")) {
        println!("{}{} {}", "  ".repeat(depth + 1), element.id(), element.title());
    }
    Ok(())
}

/// Titles in German, each with the language that it was found in: `de-AT` falls back to `de`, then to English.
fn german(catalog: &Catalog) -> Result<(), Box<dyn Error>> {
    let names = catalog.names("itil4", "de-AT")?;
    println!("\n{} in German:", names.title());
    for id in ["incident-management", "change-enablement", "service-desk.psf1"] {
        if let Some(name) = names.of_id(id) {
            println!("  {id} {} ({}, {})", name.title, name.language, name.standing);
        }
    }
    Ok(())
}

/// Processes that hand something to each other, directly or by way of others: the strong components of the graph of
/// interfaces. Any other algorithm of petgraph will do as well.
fn circles(catalog: &Catalog) -> Result<(), Box<dyn Error>> {
    let fitsm = catalog.framework("fitsm3")?;
    let graph = fitsm.interface_graph(Wildcards::Skip);
    println!("\n{} processes, {} hand-overs", graph.node_count(), graph.edge_count());
    for component in kosaraju_scc(&graph).iter().filter(|component| component.len() > 1) {
        let mut ids: Vec<&str> = component.iter().filter_map(|node| fitsm.get(*graph.node_weight(*node)?)).map(|element| element.id()).collect();
        ids.sort_unstable();
        println!("  depend on each other: {}", ids.join(", "));
    }
    Ok(())
}

/// Two frameworks side by side.
fn crosswalk(catalog: &Catalog) -> Result<(), Box<dyn Error>> {
    let crosswalk = catalog.compare("itil4", "fitsm3")?;
    println!("\nITIL 4 and FitSM 3: {} rows", crosswalk.rows().len());
    for row in crosswalk.rows().iter().take(3) {
        let ends = crosswalk.subject().get(row.subject).zip(crosswalk.object().get(row.object));
        if let Some((subject, object)) = ends {
            println!("  {} is {} of {} ({}, {})", subject.title(), row.relation, object.title(), row.standing, row.authority);
        }
    }
    println!("  {} elements of FitSM 3 are reached by no row", crosswalk.unmapped_object().len());
    Ok(())
}
