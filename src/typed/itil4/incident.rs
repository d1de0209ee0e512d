//! The types of `itil4:lifecycle/incident`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Incident by the activities of ITIL 4
    ///
    /// Detected, registered, classified, diagnosed, resolved and closed, with the way back to diagnosis when a
    /// resolution does not help.
    Incident = "incident" {
        hash: "7364275ca7d5d8e433ae7e2157fb575793a2edb7f2f021fbb9c98d9063e0f4b4",
        sources: [
            "frameworks/itil4/lifecycles/incident.yaml" = include_str!("../../../frameworks/itil4/lifecycles/incident.yaml"),
        ],
    }
    events {
        /// Register
        Register    = "register",
        /// Classify
        Classify    = "classify",
        /// Start the diagnosis
        Diagnose    = "diagnose",
        /// Start the resolution
        ResolveBy   = "resolve-by",
        /// A change is needed
        NeedChange  = "need-change",
        /// The change is done
        ChangeDone  = "change-done",
        /// Service restored
        Resolved    = "resolved",
        /// Did not help
        NotResolved = "not-resolved",
        /// Close
        Close       = "close",
    }
    states {
        /// Detected
        Detected = "detected", Initial {
            register: Register => Registered
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the field `description`",
        }
        /// Registered
        Registered = "registered", Open {
            classify: Classify => Classified
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `category`, `impact`, `urgency`",
        }
        /// Classified
        Classified = "classified", Open {
            diagnose: Diagnose => InDiagnosis if "the role `technical-specialist` or `supplier`",
        }
        /// In diagnosis
        InDiagnosis = "in-diagnosis", Open {
            resolve_by: ResolveBy => InResolution if "the role `technical-specialist` or `supplier`; the field `diagnosis`",
        }
        /// In resolution
        InResolution = "in-resolution", Open {
            need_change:  NeedChange  => WaitingForChange if "the role `technical-specialist` or `supplier`; the field `change`",
            resolved:     Resolved    => Resolved if "the role `technical-specialist` or `supplier` or `user`; the field `resolution`",
            not_resolved: NotResolved => InDiagnosis if "the role `user` or `technical-specialist` or `service-desk-agent`",
        }
        /// Waiting for a change
        WaitingForChange = "waiting-for-change", Waiting {
            change_done: ChangeDone => InResolution if "the field `diagnosis`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            not_resolved: NotResolved => InDiagnosis if "the role `user` or `technical-specialist` or `service-desk-agent`",
            close:        Close       => Closed if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
