//! The catalog: finds, loads and resolves everything that can be named, shipped or the user's own.
//!
//! Shipped definitions are embedded in the library and parsed only when they are asked for; folders of the user are
//! laid beside them, and overlays among them change shipped frameworks in place.

mod calendars;
mod check;
mod compare;
mod coverage;
mod decisions;
mod derive;
mod edition;
mod evidence;
mod labels;
mod layer;
mod lifecycles;
mod lint;
mod load;
mod migrations;
mod records;
mod resolve;
mod rules;
mod search;
mod stray;
mod workflows;

pub use compare::{Crosswalk, CrosswalkRow};
pub use coverage::{Coverage, CoverageRow, ElementCoverage, Outcome, Suggestion};
pub use derive::{Derivation, DeriveOptions, Explanation};
pub use evidence::{Projection, ProjectionReason};
pub use resolve::Found;
pub use search::{Hit, Match};

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use rustc_hash::FxHashMap;

use crate::{
    Error,
    diagnostic::Severity,
    framework::{Framework, LocaleOverlay, definition::LocaleFile},
    source::{Embedded, Folder, Source},
};
use layer::Layer;

/// The shipped files, sorted by path.
pub const SHIPPED: Embedded = Embedded::new(include!(concat!(env!("OUT_DIR"), "/frameworks.rs")));

/// Everything that can be named.
///
/// ```
/// use itsm::catalog::Catalog;
/// let catalog = Catalog::builtin();
/// let found = catalog.resolve("itil4:incident-management")?;
/// assert_eq!(found.element().title(), "Incident management");
/// # Ok::<(), itsm::Error>(())
/// ```
#[derive(Debug)]
pub struct Catalog {
    layers: Vec<Layer>,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    frameworks: FxHashMap<String, Arc<Framework>>,
    /// By framework, place among the framework's definition and overlays, and language.
    locales: FxHashMap<(String, usize, String), Option<Arc<LocaleOverlay>>>,
    sets: FxHashMap<(usize, usize), load::NamedSet>,
    /// By framework and language.
    labels: FxHashMap<(String, String), Arc<Vec<LocaleFile>>>,
}

impl Catalog {
    /// The shipped frameworks and mapping sets; nothing is parsed yet.
    #[must_use]
    pub fn builtin() -> Self {
        Self { layers: vec![Layer::shipped()], cache: Mutex::default() }
    }

    /// A catalog with nothing in it.
    #[must_use]
    pub fn empty() -> Self {
        Self { layers: Vec::new(), cache: Mutex::default() }
    }

    /// Lays a folder of definitions and mapping sets beside what is there; see [`Catalog::with_source`].
    ///
    /// # Errors
    /// The findings, when the folder cannot be listed or its definitions cannot be read.
    pub fn with_folder(self, folder: impl Into<PathBuf>) -> Result<Self, Error> {
        self.with_source(Arc::new(Folder::new(folder)))
    }

    /// Lays a source of definitions and mapping sets beside what is there.
    ///
    /// Every YAML or JSON file with `format: itsm/framework/1` is a definition; one that says `extends` changes the
    /// named framework in place, in the order in which sources are added. Every `.sssom.tsv` file is a mapping set.
    ///
    /// # Errors
    /// The findings, when the source cannot be listed, a definition has no usable head, or an id is taken.
    pub fn with_source(mut self, source: Arc<dyn Source>) -> Result<Self, Error> {
        let (layer, mut findings) = Layer::read(source);
        findings.append(layer.taken(Severity::Error, |id| self.definition(id).is_some()));
        if findings.errors() > 0 {
            return Err(Error::with_findings("the added source", findings));
        }
        self.layers.push(layer);
        // Overlays may change what is loaded already.
        self.cache = Mutex::default();
        Ok(self)
    }

    /// The ids of all frameworks, in alphabetical order.
    #[must_use]
    pub fn framework_ids(&self) -> Vec<String> {
        let definitions = self.layers.iter().flat_map(|layer| &layer.definitions);
        let mut ids: Vec<String> = definitions.filter(|definition| !definition.overlay).map(|definition| definition.id.clone()).collect();
        ids.sort();
        ids
    }

    /// All frameworks, loaded.
    ///
    /// # Errors
    /// The findings of the first framework that does not load.
    pub fn frameworks(&self) -> Result<Vec<Arc<Framework>>, Error> {
        self.framework_ids().iter().map(|id| self.framework(id)).collect()
    }

    fn cached<T>(&self, read: impl FnOnce(&mut Cache) -> T) -> T {
        // A panic while the lock is held cannot leave the cache half written: entries are inserted whole.
        let mut cache = self.cache.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        read(&mut cache)
    }
}
