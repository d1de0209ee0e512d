//! Rows of a journal from entries: sealed one after the other, beside the writing of rows where there are many.

use std::{
    num::NonZero,
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use rustc_hash::FxHashMap;

use crate::audit::{Draw, Entry, Head, JournalError, Salts, follows, write};

/// So many entries are worth a thread: starting one takes as long as sealing some thirty.
const MANY: usize = 1_000;
/// Rows that go from one thread to the other at once, and how many such parcels may wait.
const PARCEL: usize = 64;
const WAITING: usize = 4;

/// What is kept of a record: its ticket, where that stands then, and its line.
pub struct SealedRow {
    pub record: String,
    pub head: Head,
    pub json: String,
}

/// Seals entries in their order and shows each row to `keep`. `known` has the heads of all tickets whose first entry here is not their
/// first event, and afterwards the heads of all.
///
/// A batch of some thousands is sealed by a thread of its own while this one keeps rows: hashes take a third of the time of a row. What
/// fails first is what is returned, and after it nothing more is kept.
pub fn seal_all(
    entries: Vec<Entry>,
    known: &mut FxHashMap<String, Head>,
    salts: &mut Salts,
    mut keep: impl FnMut(SealedRow) -> Result<(), JournalError>,
) -> Result<(), JournalError> {
    let has_help = entries.len() >= MANY && thread::available_parallelism().is_ok_and(|threads| threads > NonZero::<usize>::MIN);
    if !has_help {
        return seal(entries, known, salts, keep);
    }
    let (sender, receiver) = sync_channel::<Vec<SealedRow>>(WAITING);
    thread::scope(|scope| {
        let sealing = thread::Builder::new().spawn_scoped(scope, move || send(entries, known, salts, &sender));
        let sealing = sealing.map_err(|error| JournalError::Store(error.into()))?;
        // Leaving early drops the receiver, which ends the other thread.
        receiver.into_iter().flatten().try_for_each(&mut keep)?;
        sealing.join().unwrap_or_else(|_| Err(JournalError::Damaged("the thread that seals records broke off".to_owned())))
    })
}

/// Sends rows in parcels until there are no more, or nobody receives them.
fn send(
    entries: Vec<Entry>,
    known: &mut FxHashMap<String, Head>,
    salts: &mut Salts,
    sender: &SyncSender<Vec<SealedRow>>,
) -> Result<(), JournalError> {
    let mut parcel = Vec::with_capacity(PARCEL);
    let sealed = seal(entries, known, salts, |row| {
        parcel.push(row);
        if parcel.len() < PARCEL {
            return Ok(());
        }
        // Whoever receives knows why it stopped; what this thread returns then is not looked at.
        let sent = sender.send(std::mem::replace(&mut parcel, Vec::with_capacity(PARCEL)));
        sent.map_err(|error| JournalError::Store(error.to_string().into()))
    });
    // Rows before one that cannot be sealed are tried as well: what is wrong with them comes first.
    let _ = sender.send(parcel);
    sealed
}

fn seal(
    entries: Vec<Entry>,
    known: &mut FxHashMap<String, Head>,
    salts: &mut Salts,
    mut keep: impl FnMut(SealedRow) -> Result<(), JournalError>,
) -> Result<(), JournalError> {
    let mut draw = Draw::new(salts, entries.len());
    for entry in entries {
        // The first event of a ticket needs no look: where it is not the first, the table refuses the row.
        let stands = known.get(&entry.record).copied();
        let previous = follows(&entry, stands)?;
        let sealed = entry.seal_with(previous, || draw.next_salt())?;
        let (json, head) = (write(&sealed), sealed.head());
        let record = sealed.record;
        match known.get_mut(&record) {
            Some(known) => *known = head,
            None => drop(known.insert(record.clone(), head)),
        }
        keep(SealedRow { record, head, json })?;
    }
    Ok(())
}
