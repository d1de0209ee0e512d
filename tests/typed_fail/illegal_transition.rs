//! Nothing is closed before it is resolved.

use itsm::typed::neutral::incident::typestate::New;

fn main() {
    if let Ok(new) = New::begin() {
        new.close();
    }
}
