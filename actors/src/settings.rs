//! Bounds of the actors, each with its unit in its name and the reason for its value.

/// Bounds of the actors.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Threads on which deal actors live. Deciding is cheap; more than the cores gives nothing.
    pub arbiters: usize,
    /// Live sessions; what comes on top is told to come later. Each holds an open file.
    pub sessions_max: usize,
    /// Bytes that wait for one session, behind what the kernel holds, before it counts as too slow. A phone on a
    /// bad line that falls further behind fetches anew faster than it catches up.
    pub session_backlog_bytes: usize,
    /// Bytes of frames that a resume sends; who missed more fetches anew. Half of the backlog, so that what happens
    /// meanwhile has room behind a resume.
    pub resume_max_bytes: usize,
    /// Sessions of one member; one more closes the oldest. Five devices with four tabs.
    pub sessions_per_member: usize,
    /// Bytes of one frame from a client, fragments together: a report of 10,000 Japanese characters twice.
    pub frame_max_bytes: usize,
    /// Frames a second that one session may send in the long run.
    pub frames_per_s: u32,
    /// Frames that it may send at once.
    pub frames_burst: u32,
    /// Frames that cannot be taken before the session is closed; one is forgiven every ten seconds.
    pub strikes_max: u32,
    /// Deals that one session may watch.
    pub watches_max: usize,
    /// Milliseconds in which a session has to say something; after two and a half of them it is closed.
    pub heartbeat_ms: i64,
    /// Commands that wait for one deal before more are told to come later.
    pub deal_mailbox_commands: usize,
    /// Events of one writer between decision and disk: four groups of the committer.
    pub in_flight_events: usize,
    /// Milliseconds after which an idle deal actor retires.
    pub deal_idle_ms: i64,
    /// Deliveries from which sessions resume.
    pub ring_events: usize,
    /// Bytes of them.
    pub ring_bytes: usize,
    /// Events of the log's tail from which the ring is filled at start.
    pub ring_refill_events: usize,
    /// Milliseconds between checkpoints of the read model.
    pub checkpoint_ms: u64,
    /// Milliseconds that a member with a live session has to see a card before the push goes out.
    pub push_grace_ms: i64,
    /// Milliseconds over which sessions are asked to come back when the server goes down.
    pub bye_window_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            arbiters: std::thread::available_parallelism().map_or(2, usize::from),
            sessions_max: 15_000,
            session_backlog_bytes: 1024 * 1024,
            resume_max_bytes: 512 * 1024,
            sessions_per_member: 20,
            frame_max_bytes: 128 * 1024,
            frames_per_s: 20,
            frames_burst: 100,
            strikes_max: 20,
            watches_max: 50,
            heartbeat_ms: 30_000,
            deal_mailbox_commands: 1_024,
            in_flight_events: 1_024,
            deal_idle_ms: 60_000,
            ring_events: 50_000,
            ring_bytes: 64 * 1024 * 1024,
            ring_refill_events: 2_000,
            checkpoint_ms: 3_000,
            push_grace_ms: 8_000,
            bye_window_ms: 5_000,
        }
    }
}
