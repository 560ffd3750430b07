//! The command-line client: follow, file, reply, read, look. A small example of what stands on the library.

use std::io::{Read, Write};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;
use uchite_client::domain::{
    Card, DealId, EventFrame, EventKind, FieldValue, FileReport, NewReply, ReplyKind, ReportId, Seq,
    TemplateId, Timestamp,
};
use uchite_client::{Api, ApiError, Credential, Ended, Happening, Session, SessionConfig};

/// 打ち手 Uchite のコマンドライン: 報告を流し見る、出す、返信する、読む。 (Uchite on the command line.)
#[derive(Parser)]
#[command(name = "uchite-cli", version)]
struct Cli {
    /// サーバーのアドレス (the server's address)
    #[arg(long, env = "UCHITE_SERVER", default_value = "http://localhost:8080", global = true)]
    server: String,
    /// 個人アクセストークン (personal access token)
    #[arg(long, env = "UCHITE_TOKEN", hide_env_values = true, default_value = "", global = true)]
    token: String,
    /// 一行ごとに JSON で出力 (JSON, one value a line)
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 起きたことを待ち受けて表示し続ける (follow what happens)
    Tail {
        /// このカーソルの後から (from behind this cursor)
        #[arg(long)]
        cursor: Option<u64>,
    },
    /// 活動報告を出す (file a report)
    File(FileArgs),
    /// 報告に返信する (reply to a report)
    Reply(ReplyArgs),
    /// 報告を全文表示し、既読にする (show a report and mark it read)
    Read {
        /// 報告の番号 (its number)
        report: u64,
    },
    /// タイムラインを表示する (show the timeline)
    Timeline {
        /// 絞り込み: unread=true, stage=2, deal=15 … (filters)
        filter: Vec<String>,
    },
    /// 自分は誰か (who am I)
    Me,
}

#[derive(Args)]
struct FileArgs {
    /// 案件の番号。案件外なら顧客の番号 (the deal, or the customer for its general deal)
    #[arg(long)]
    deal: u64,
    /// 報告書式の番号 (the template)
    #[arg(long)]
    template: u64,
    /// 本文。`-` なら標準入力から (the text; `-`: from standard input)
    #[arg(long, default_value = "")]
    text: String,
    /// 書式の項目: key=value、何度でも (a field of the template)
    #[arg(long = "field")]
    fields: Vec<String>,
    /// 同じ参照での再実行は二重に登録されない (running again under the same reference files nothing twice)
    #[arg(long)]
    client_ref: Option<String>,
}

#[derive(Args)]
struct ReplyArgs {
    /// 報告の番号 (its number)
    report: u64,
    /// 本文。`-` なら標準入力から (the text; `-`: from standard input)
    text: String,
    /// 種類 (what it is meant as)
    #[arg(long, value_enum, default_value = "information")]
    kind: Kind,
    /// 同じ参照での再実行は二重に登録されない (running again under the same reference replies once)
    #[arg(long)]
    client_ref: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// 助言
    Advice,
    /// 指示
    Instruction,
    /// 質問
    Question,
    /// 情報
    Information,
    /// 確認
    Acknowledgement,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("サーバーに断られました (the request failed): {0}")]
    Api(#[from] ApiError),
    #[error("接続が終わりました (the session is over): {0}")]
    Over(Ended),
    #[error("読み書きできません (input or output failed): {0}")]
    Io(#[from] std::io::Error),
    #[error("読めない引数です (cannot read this argument): {0}")]
    Argument(String),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of our output has gone, as with `| head`.
        Err(Failure::Io(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let mut api = Api::new(&cli.server)?;
    if !cli.token.is_empty() {
        api = api.with(Credential::bearer(cli.token.as_str()));
    }
    let mut out = Out { json: cli.json };
    match cli.what {
        What::Tail { cursor } => tail(&api, cursor.map(Seq), &mut out).await,
        What::File(args) => {
            let client_ref = args.client_ref.clone().map_or_else(new_ref, Ok)?;
            let filed = api.file(&client_ref, &report(args)?).await?;
            out.value(&filed, || format!("登録しました: {}", line_of(&filed.card)))
        }
        What::Reply(args) => {
            let client_ref = args.client_ref.clone().map_or_else(new_ref, Ok)?;
            let reply = NewReply {
                kind: args.kind.into(),
                text: text(args.text)?,
                mentions: Vec::new(),
                files: Vec::new(),
                next_move: None,
            };
            let answer = api.reply(&client_ref, ReportId(args.report), &reply).await?;
            out.value(&answer, || format!("#{} に返信しました", args.report))
        }
        What::Read { report } => {
            let detail = api.report(ReportId(report)).await?;
            api.read(ReportId(report), detail.card.body.seq).await?;
            out.value(&detail, || whole(&detail))
        }
        What::Timeline { filter } => {
            let pairs = filter.iter().map(|pair| split(pair)).collect::<Result<Vec<_>, _>>()?;
            let page = api.timeline(&pairs).await?;
            page.cards.iter().try_for_each(|card| out.value(card, || line_of(card)))
        }
        What::Me => {
            let me = api.me().await?;
            out.value(&me, || {
                let (member, badge) = (&me.member.fields, me.badge);
                format!(
                    "{} {} (未読 {}、自分宛 {})",
                    me.organisation, member.name, badge.unread, badge.addressed
                )
            })
        }
    }
}

async fn tail(api: &Api, cursor: Option<Seq>, out: &mut Out) -> Result<(), Failure> {
    let mut config = SessionConfig::new(api)?;
    config.cursor = cursor;
    let (session, mut stream) = Session::connect(config);
    let mut shown = cursor;
    while let Some(happening) = stream.next().await {
        match happening {
            Happening::Event { frame, keep } => {
                out.value(&frame, || event_line(&frame))?;
                shown = shown.max(keep);
            }
            Happening::Advanced { keep } => shown = shown.max(Some(keep)),
            Happening::Resync => {
                let page = api.timeline(&[]).await?;
                let missed = |card: &&Card| shown.is_some_and(|s| card.body.seq > s);
                for card in page.cards.iter().rev().filter(missed) {
                    out.value(card, || line_of(card))?;
                }
                shown = Some(page.cursor);
                // Over already: the stream says so next.
                let _ = session.fetched(page.cursor);
            }
            Happening::Connected { member, badge, .. } => {
                eprintln!(
                    "接続: {} {} (未読 {}、自分宛 {})",
                    member.department, member.name, badge.unread, badge.addressed
                );
            }
            Happening::Lost { loss, back_in } => {
                eprintln!("切断: {loss}。{:.1} 秒後に再接続します", back_in.as_secs_f64());
            }
            Happening::Refused { code, detail } => eprintln!("拒否: {} {detail}", code.as_str()),
            Happening::Over(ended) => return Err(Failure::Over(ended)),
            Happening::Badge(_) | Happening::Glance { .. } => {}
        }
    }
    Ok(())
}

struct Out {
    json: bool,
}

impl Out {
    fn value(&mut self, value: &impl Serialize, words: impl FnOnce() -> String) -> Result<(), Failure> {
        let line =
            if self.json { serde_json::to_string(value).map_err(std::io::Error::other)? } else { words() };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", printable(&line))?;
        Ok(out.flush()?)
    }
}

/// Without what a terminal would obey: the text is somebody else's.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn report(args: FileArgs) -> Result<FileReport, Failure> {
    let mut report: FileReport = serde_json::from_value(serde_json::json!({
        "deal": DealId(args.deal), "template": TemplateId(args.template),
    }))
    .map_err(|e| Failure::Argument(e.to_string()))?;
    report.text = text(args.text)?;
    for pair in &args.fields {
        let (key, value) = split(pair)?;
        // A number, `true`, or a list in JSON is taken as such; everything else is words.
        let value = serde_json::from_str(value).unwrap_or_else(|_| FieldValue::Text(value.to_owned()));
        report.fields.insert(key.to_owned(), value);
    }
    Ok(report)
}

fn text(text: String) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text);
    }
    let mut all = String::new();
    std::io::stdin().read_to_string(&mut all)?;
    Ok(all.trim_end().to_owned())
}

fn split(pair: &str) -> Result<(&str, &str), Failure> {
    pair.split_once('=').ok_or_else(|| Failure::Argument(format!("{pair} (key=value)")))
}

fn new_ref() -> Result<String, Failure> {
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|e| Failure::Argument(e.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl From<Kind> for ReplyKind {
    fn from(kind: Kind) -> ReplyKind {
        match kind {
            Kind::Advice => ReplyKind::Advice,
            Kind::Instruction => ReplyKind::Instruction,
            Kind::Question => ReplyKind::Question,
            Kind::Information => ReplyKind::Information,
            Kind::Acknowledgement => ReplyKind::Acknowledgement,
        }
    }
}

fn reply_word(kind: ReplyKind) -> &'static str {
    match kind {
        ReplyKind::Advice => "助言",
        ReplyKind::Instruction => "指示",
        ReplyKind::Question => "質問",
        ReplyKind::Information => "情報",
        ReplyKind::Acknowledgement => "確認",
    }
}

fn event_word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ReportFiled => "報告",
        EventKind::ReportCorrected => "訂正",
        EventKind::ReplyAdded => "返信",
        EventKind::ReactionSet => "反応",
        EventKind::Acknowledged => "確認",
        EventKind::ConsultChanged => "相談",
        EventKind::NextMoveChanged => "次の打ち手",
        EventKind::DealChanged => "案件変更",
        EventKind::Read => "既読",
        EventKind::Bookmarked => "ブックマーク",
        EventKind::Receipt => "既読通知",
        EventKind::MastersChanged => "マスター変更",
        EventKind::AccessLost => "閲覧終了",
    }
}

fn event_line(frame: &EventFrame) -> String {
    let by = frame.by.as_ref().map_or("", |m| m.name.as_str());
    let head = format!("{} {} {by}", time(frame.at), event_word(frame.kind));
    match (&frame.card, frame.kind) {
        (Some(card), EventKind::ReportFiled) => format!("{head} {}", subject(card)),
        (Some(card), EventKind::ReplyAdded) => match card.body.replies.last() {
            Some(reply) => {
                format!("{head} [{}] #{} {}", reply_word(reply.kind), card.body.id, first_line(&reply.text))
            }
            None => format!("{head} {}", subject(card)),
        },
        (Some(card), _) => format!("{head} {}", subject(card)),
        (None, _) => frame.reports.iter().fold(head, |line, report| format!("{line} #{report}")),
    }
}

fn line_of(card: &Card) -> String {
    format!("{} {} {}", time(card.body.filed_at), card.body.author.name, subject(card))
}

fn subject(card: &Card) -> String {
    let (body, stock) = (&card.body, &card.body.stock);
    let mut line = format!("#{} {} {}", body.id, body.activity.name, stock.customer.name);
    if !stock.general {
        line += &format!("／{}［{}］", stock.deal_name, stock.now.stage.name);
    }
    if card.you.unread {
        line += if card.you.addressed { " ●" } else { " ○" };
    }
    if let Some(consult) = &body.consult {
        line += &format!(" 相談: {}", first_line(&consult.consult.question));
    }
    if !body.text.is_empty() {
        line += &format!(" {}", first_line(&body.text));
    }
    if body.reply_count > 0 {
        line += &format!("（返信 {}）", body.reply_count);
    }
    line
}

fn whole(detail: &uchite_client::domain::ReportDetail) -> String {
    let body = &detail.card.body;
    let mut lines = vec![line_of(&detail.card)];
    for fact in &body.facts {
        let value = match &fact.value {
            FieldValue::Flag(flag) => if *flag { "はい" } else { "いいえ" }.to_owned(),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Text(text) => text.clone(),
            FieldValue::Many(many) => many.join("、"),
        };
        lines.push(format!("  {}: {value}", fact.label));
    }
    lines.push(body.text.clone());
    for reply in &detail.replies {
        lines.push(format!(
            "  {} [{}] {}: {}",
            time(reply.at),
            reply_word(reply.kind),
            reply.author.name,
            reply.text
        ));
    }
    lines.join("\n")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn time(at: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(at.0) {
        Ok(at) => at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%m/%d %H:%M").to_string(),
        Err(_) => at.0.to_string(),
    }
}
