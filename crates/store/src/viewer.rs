/// The person for whom the store reads or writes. Every query takes one: there is no way to the data beside it.
///
/// Until accounts exist there is one, the person at this machine, who may see and do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    everything: bool,
}

impl Viewer {
    /// The person at this machine.
    #[must_use]
    pub fn local() -> Self {
        Self { everything: true }
    }

    /// Whether the viewer may see and change batches and uploads.
    #[must_use]
    pub fn sees_everything(&self) -> bool {
        self.everything
    }
}
