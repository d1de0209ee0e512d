//! Simulated event logs: cases drawn from a lifecycle, a sound workflow or a sound net, and deviations that are planted in them.
//!
//! A [`Model`] is prepared once; [`simulate`] draws cases by a [`Plan`] and gives the log with its [`Ledger`], which says what was planted
//! where and what it costs. The same plan gives the same log on every platform.
//!
//! ```
//! use itsm::{catalog::Catalog, simulation::{ActivityNames, Model, Plan, simulate}};
//!
//! let incident = Catalog::builtin().lifecycle("neutral:incident")?;
//! let model = Model::of_lifecycle(&incident, ActivityNames::Ids)?;
//! let plan = Plan { cases: 50, seed: 7, plants: vec!["insert=20".parse()?], ..Plan::default() };
//! let (log, ledger) = simulate(&model, &plan)?;
//! assert_eq!(log.case_count(), 50);
//! assert_eq!(ledger.deviations, ledger.planted.values().sum::<usize>() as u64);        // each foreign activity costs one
//! assert_eq!(simulate(&model, &plan)?.0, log);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod case;
mod game;
mod ledger;
mod machine;
mod model;
mod plan;
mod plant;
mod random;
mod run;
mod write;

pub use ledger::{DeviatingCase, Ledger, Planted};
pub use model::{ActivityNames, Model, SimulationError};
pub use plan::{Plan, Plant, PlantError, PlantKind};

use case::{Draft, later, milliseconds};
use model::Runs;
use plant::Planter;
use random::Random;
pub use write::{CONFIRMED, DUE, IMPACT, PRIORITY, URGENCY, WINDOW_END, WINDOW_START};

use crate::eventlog::{EventLog, LogBuilder, Order};

/// Draws a log. Time is linear in its events, but for the searches of nets for their end.
///
/// # Errors
/// [`SimulationError::NoEnd`] where a net of very many markings does not come to its end, [`SimulationError::Full`].
pub fn simulate(model: &Model, plan: &Plan) -> Result<(EventLog, Ledger), SimulationError> {
    let mut builder = LogBuilder::new();
    write::head(&mut builder, &model.title, matches!(model.runs, Runs::Machine(_)));
    let planter = Planter::new(model, plan);
    let mut ledger = Ledger::new(model, plan);
    // Number 0 is the stream of arrivals.
    let mut arrivals = Random::stream(plan.seed, 0);
    let mut begin = plan.start;
    for number in (1_u64..).take(plan.cases) {
        if plan.events.is_some_and(|most| ledger.events >= most) {
            break;
        }
        begin = later(begin, arrivals.exponential(milliseconds(plan.arrival)));
        let mut random = Random::stream(plan.seed, number);
        let mut draft = Draft::of(model, model.run(&mut random, plan.loops, plan.longest)?);
        let kinds = planter.draw(&mut random);
        let planted = develop(&mut draft, model, plan, &planter, &kinds, begin, &mut random);
        for kind in kinds.iter().filter(|kind| !planted.iter().any(|planted| planted.kind == **kind)) {
            ledger.not_planted(*kind);
        }
        let name = format!("CASE-{number:06}");
        write::case(&mut builder, &name, &draft, plan, &mut random)?;
        ledger.enter(&name, draft.events.len(), planted);
    }
    Ok((builder.finish(Order::AsAdded), ledger))
}

/// Gives a case instants, people and values, and plants in it what was drawn.
fn develop(
    draft: &mut Draft,
    model: &Model,
    plan: &Plan,
    planter: &Planter<'_>,
    kinds: &[PlantKind],
    begin: jiff::Timestamp,
    random: &mut Random,
) -> Vec<Planted> {
    let mut planted = Vec::new();
    // Inserting comes last: an activity that the model does not have is never one to leave out.
    for kind in [PlantKind::Skip, PlantKind::ApprovalSkipped, PlantKind::Insert].iter().filter(|kind| kinds.contains(kind)) {
        planter.events(*kind, draft, &mut planted, random);
    }
    draft.take_time(begin, plan, random);
    draft.take_people(&model.activities, plan, random);
    draft.take_values(random);
    for kind in kinds {
        planted.extend(planter.values(*kind, draft, random));
    }
    planted
}
