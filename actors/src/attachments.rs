//! Attachments of reports and replies: what a client says about a file is replaced by what is known of it,
//! whichever way the command came.

use std::sync::Arc;

use uchite_domain::{Attachment, Code, DealCommand, MemberId, Rejection, limits};

/// Who knows which files were uploaded, by whom, and what they are.
pub trait Attachments: Send + Sync + 'static {
    /// Puts the type and size into files that a member wants to attach. May block on the disk.
    ///
    /// # Errors
    /// A file that the member did not upload is an unknown reference.
    fn settle(&self, by: MemberId, files: &mut [Attachment]) -> Result<(), Rejection>;
}

/// The command with its attachments settled.
pub(crate) async fn settled(
    attachments: &Arc<dyn Attachments>,
    by: MemberId,
    mut command: DealCommand,
) -> Result<DealCommand, Rejection> {
    let files = match &mut command {
        DealCommand::FileReport(report) => &mut report.files,
        DealCommand::Reply { reply, .. } => &mut reply.files,
        _ => return Ok(command),
    };
    if files.is_empty() {
        return Ok(command);
    }
    limits::list("files", files, limits::FILES_MAX)?;
    let (attachments, mut named) = (attachments.clone(), std::mem::take(files));
    let settling = tokio::task::spawn_blocking(move || {
        attachments.settle(by, &mut named)?;
        Ok::<_, Rejection>(named)
    });
    *files = settling.await.map_err(|error| {
        tracing::error!(%error, "attachments could not be settled");
        Rejection::new(Code::Internal, "attachments could not be settled")
    })??;
    Ok(command)
}
