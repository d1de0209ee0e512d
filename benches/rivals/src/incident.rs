//! The types of `incident`, generated from its definition. Not to be edited; make them anew with
//! `itsm lifecycle typed benches/rivals/incident.yaml --output benches/rivals/src/incident.rs`.

itsm::typed_lifecycle! {
    /// Incident
    Incident = "incident" {
        hash: "10a2e0de5de5dbb1bb8ef159c6c0c54004ec3dfa95bf467f58f97c6118cd5e1e",
        sources: [
            "incident.yaml" = include_str!("../incident.yaml"),
        ],
    }
    events {
        /// assign
        Assign      = "assign",
        /// timeout
        Timeout     = "timeout",
        /// autoresolve
        Autoresolve = "autoresolve",
        /// pending
        Pending     = "pending",
        /// resolve
        Resolve     = "resolve",
        /// reassign
        Reassign    = "reassign",
        /// close
        Close       = "close",
        /// reopen
        Reopen      = "reopen",
        /// autoclose
        Autoclose   = "autoclose",
    }
    states {
        /// new
        New = "new", Initial {
            assign:      Assign      => Assigned,
            timeout:     Timeout     => EscalatedTto,
            autoresolve: Autoresolve => Resolved,
        }
        /// escalated-tto
        EscalatedTto = "escalated-tto", Open {
            assign: Assign => Assigned,
        }
        /// assigned
        Assigned = "assigned", Open {
            timeout:     Timeout     => EscalatedTtr,
            autoresolve: Autoresolve => Resolved,
            pending:     Pending     => Pending,
            resolve:     Resolve     => Resolved,
            reassign:    Reassign    => Assigned,
        }
        /// escalated-ttr
        EscalatedTtr = "escalated-ttr", Open {
            autoresolve: Autoresolve => Resolved,
            pending:     Pending     => Pending,
            resolve:     Resolve     => Resolved,
            reassign:    Reassign    => Assigned,
        }
        /// pending
        Pending = "pending", Waiting {
            assign:      Assign      => Assigned,
            autoresolve: Autoresolve => Resolved,
        }
        /// resolved
        Resolved = "resolved", Resolved {
            autoresolve: Autoresolve => Resolved,
            close:       Close       => Closed,
            reopen:      Reopen      => Assigned,
        }
        /// closed
        Closed = "closed", Terminal {}
    }
}
