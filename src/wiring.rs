//! The composition root: the one place that names the log, the store and the push sender that are really
//! used, and puts the house together from them.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::web;
use uchite_actors::push::{
    Device, EndpointPolicy, Outcome, PushNote, PushSender, SenderSettings, Unreached, VapidKey, VapidSigner,
    WebPushSender,
};
use uchite_actors::{House, Parts, Settings};
use uchite_domain::{Clock, Seq, Timestamp};
use uchite_storage::catch_up::{Progress, catch_up_and_settle};
use uchite_storage::data_folder::DataFolder;
use uchite_storage::files::Files;
use uchite_storage::log::{Log, LogOptions, SegmentLog};
use uchite_storage::view::{OpenOptions, SledView};
use uchite_storage::volatile::Volatile;

use crate::config::Config;
use crate::exit::{Exit, Failure};
use crate::http::{Front, FrontParts, Uploads};

/// The file of the key that signs pushes, below the data folder's `keys`.
const PUSH_KEY: &str = "push.pem";

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // A clock before 1970 counts as 1970.
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Timestamp(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
    }
}

/// An open data folder with its log; nothing is derived from it yet.
pub struct Opened {
    folder: DataFolder,
    log: Arc<SegmentLog>,
}

impl Opened {
    /// Locks the data folder and opens the log in it. Makes both where they are missing.
    ///
    /// # Errors
    /// A folder that is in use, a log that is damaged.
    pub fn open(data: &Path, config: &Config) -> Result<Opened, Failure> {
        let folder = DataFolder::open(data).map_err(Failure::as_exit(Exit::Data))?;
        let options = LogOptions {
            segment_bytes: u64::from(config.storage.segment_mib) * 1024 * 1024,
            ..LogOptions::default()
        };
        let (log, report) = SegmentLog::open(&folder.log(), options).map_err(Failure::as_exit(Exit::Data))?;
        if let Some(cut) = &report.cut {
            tracing::warn!(
                segment = %cut.segment.display(), offset = cut.offset, bytes = cut.bytes, why = cut.why,
                "cut the torn end of the last write off the log: it was never acknowledged"
            );
        }
        for segment in &report.resealed {
            tracing::info!(segment = %segment.display(), "sealed a segment of the log");
        }
        Ok(Opened { folder, log: Arc::new(log) })
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &dyn Log {
        &*self.log
    }

    /// Whether nothing was ever written into it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.log.head() == Seq::ZERO
    }

    /// Brings the read model up to the log and opens the house on it. Needs a running actix system.
    ///
    /// # Errors
    /// A read model that cannot be made, an event that is not understood, a push key that is damaged.
    pub fn wire(self, config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<Wired, Failure> {
        let options = OpenOptions {
            cache_bytes: u64::from(config.storage.view_cache_mib) * 1024 * 1024,
            log_head: Some(self.log.head()),
            ..OpenOptions::default()
        };
        let folder = self.folder.view();
        let (view, report) = SledView::open(&folder, options).map_err(Failure::as_exit(Exit::Data))?;
        if let Some(aside) = &report.set_aside {
            tracing::warn!(
                moved_to = %aside.moved_to.display(), why = aside.why,
                "the read model could not be used and is rebuilt from the log"
            );
        }
        let view = catch_up_and_settle(&*self.log, view, (&folder, options), progress)
            .map_err(Failure::as_exit(Exit::Data))?;
        let (volatile, aside) =
            Volatile::open(&self.folder.volatile()).map_err(Failure::as_exit(Exit::Data))?;
        if let Some(aside) = aside {
            tracing::warn!(moved_to = %aside.moved_to.display(), why = aside.why, "volatile notes were lost");
        }
        let (push, push_key) = push(config, &self.folder)?;
        let files =
            Files::open(&config.files.store(self.folder.files())).map_err(Failure::as_exit(Exit::Data))?;
        let uploads =
            Uploads::open(self.folder.path().join("uploads")).map_err(Failure::as_exit(Exit::Data))?;
        let uploads = Arc::new(uploads);
        let house = House::open(Parts {
            log: self.log.clone(),
            store: Arc::new(view),
            volatile: Arc::new(volatile),
            clock: Arc::new(SystemClock),
            push,
            attachments: uploads.clone(),
            settings: settings(config),
        });
        let front = Front::new(FrontParts {
            house: house.clone(),
            config: config.clone(),
            files,
            uploads,
            push_key,
            push_policy: policy(config),
        });
        let front = web::Data::new(front.map_err(Failure::as_exit(Exit::Failed))?);
        Ok(Wired { house, front, _folder: self.folder })
    }
}

/// The house and what stands before it, on a locked data folder.
pub struct Wired {
    /// The house.
    pub house: Arc<House>,
    /// What all routes share.
    pub front: web::Data<Front>,
    _folder: DataFolder,
}

fn settings(config: &Config) -> Settings {
    let sessions = &config.sessions;
    Settings {
        sessions_max: sessions.at_most(),
        session_backlog_bytes: sessions.backlog_max_bytes,
        resume_max_bytes: sessions.backlog_max_bytes / 2,
        sessions_per_member: sessions.per_member,
        frame_max_bytes: sessions.frame_max_bytes,
        frames_per_s: sessions.frames_per_s,
        frames_burst: sessions.frames_burst,
        heartbeat_ms: sessions.heartbeat_ms.into(),
        checkpoint_ms: config.storage.checkpoint_ms.into(),
        push_grace_ms: config.push.grace_ms.into(),
        ..Settings::default()
    }
}

fn policy(config: &Config) -> EndpointPolicy {
    EndpointPolicy {
        trusted_origins: config.push.trusted_origins.clone(),
        overrides: config.push.overrides.clone(),
    }
}

/// The sender, and the public key where pushes are on.
fn push(config: &Config, folder: &DataFolder) -> Result<(Arc<dyn PushSender>, Option<String>), Failure> {
    let subject = config.push_subject().map_err(Failure::as_exit(Exit::Config))?;
    let Some(subject) = subject else {
        return Ok((Arc::new(NoPushes), None));
    };
    let key =
        VapidKey::load_or_create(&folder.keys().join(PUSH_KEY)).map_err(Failure::as_exit(Exit::Data))?;
    let public = key.public_key();
    let settings = SenderSettings {
        policy: policy(config),
        extra_roots: config.push.extra_roots.clone(),
        ..SenderSettings::default()
    };
    let signer = Arc::new(VapidSigner::new(key, subject));
    let sender = WebPushSender::new(settings, signer).map_err(Failure::as_exit(Exit::Config))?;
    Ok((Arc::new(sender), Some(public)))
}

/// Stands where pushes are off. Devices that registered before are told so when they are tested.
struct NoPushes;

#[async_trait::async_trait]
impl PushSender for NoPushes {
    async fn send(&self, _: &Device, _: &PushNote) -> Outcome {
        Outcome::Unreachable { why: Unreached::Unsigned }
    }
}
