//! The page's message catalogue: what the modes call their figures in English, and the same in Japanese.

/// The Japanese for a name of a figure, a unit, a latency, a series or a fault.
pub(super) fn ja(en: &str) -> Option<&'static str> {
    WORDS.iter().find(|(word, _)| *word == en).map(|(_, ja)| *ja)
}

/// A mode's title and what it does, in both languages.
pub(super) struct Title {
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
    pub(super) about_ja: &'static str,
    pub(super) about_en: &'static str,
}

/// The title of a mode.
pub(super) fn title(mode: &str) -> Title {
    let (ja, en, about_ja, about_en) = match mode {
        "compare" => (
            "他のソフトとの比較",
            "Compared with others",
            "1件の報告を全員へ同時に配る仕事を、同じコア・同じ接続数・同じバイト列で順番に行います。",
            "One report to everybody, done in turns on the same core, with as many sessions and the same bytes.",
        ),
        "company" => (
            "会社のふだんの仕事",
            "A company at work",
            "多くの案件で、それぞれ十人ほどに届く報告を一定の速さで出し続けます。",
            "Reports on many deals, each to about ten people, at a steady rate.",
        ),
        "fanout" => (
            "全員への配信",
            "One report to everybody",
            "1件の報告を、接続している全員に配ります。",
            "One report to all live sessions.",
        ),
        "idle" => (
            "待っているだけの接続",
            "Sessions to which nothing happens",
            "何も起きない接続が、メモリとプロセッサをどれだけ使うかを測ります。",
            "What sessions cost in memory and processor while nothing happens.",
        ),
        "storm" => (
            "一斉の再接続",
            "Everybody comes back at once",
            "サーバーを正しく止めたあとと、強制終了したあとに、全員が自動で戻るまでを測ります。",
            "An orderly stop, then a kill: how long until all sessions are back where they were.",
        ),
        "soak" => (
            "長時間の運転",
            "A long time of steady work",
            "同じ仕事を長く続け、メモリが増え続けないか、止まった接続がないかを確かめます。",
            "Steady work for long: whether memory stays flat and no session is stuck.",
        ),
        "growth" => (
            "長い履歴",
            "A long history",
            "報告がたまったときの起動、作り直し、ディスク、メモリ、一覧、報告の受け付けを測ります。",
            "Start, rebuild, disk, memory, timelines and filing upon many reports.",
        ),
        "slow" => (
            "読まない相手がいるとき",
            "Beside two who do not read",
            "まったく読まない接続と1秒に1バイトしか読まない接続があっても、ほかの人が待たされないことを確かめます。",
            "One reads nothing, one a byte a second: whether anybody else waits for them.",
        ),
        "kill" => (
            "強制終了をくり返す",
            "Killed again and again",
            "報告を受け付けている最中にサーバーを強制終了し、受け付けた報告が失われず、二重にもならないことを数えます。",
            "The server is killed under load; what it acknowledged is counted: nothing lost, nothing doubled.",
        ),
        _ => ("負荷試験", "Load test", "", ""),
    };
    Title { ja, en, about_ja, about_en }
}

/// English, Japanese.
const WORDS: &[(&str, &str)] = &[
    // Units.
    ("", ""),
    ("per s", "毎秒"),
    ("per s of server CPU", "CPU 1秒あたり"),
    ("% of one core", "% (1コア)"),
    ("µs", "マイクロ秒"),
    ("ms", "ミリ秒"),
    ("s", "秒"),
    ("MB", "MB"),
    ("KB per min", "KB/分"),
    ("bytes per report", "バイト/件"),
    ("bytes", "バイト"),
    ("kills", "回"),
    ("times", "回"),
    ("reports", "報告"),
    ("of 2", "/ 2"),
    ("sessions", "接続"),
    // Those who are compared.
    ("bare writer", "最小実装(限界)"),
    ("Uchite", "打ち手"),
    ("nchan", "nchan (nginx)"),
    ("mosquitto", "mosquitto"),
    ("one publish at a time", "1件ずつ"),
    ("several publishes in flight", "数件同時"),
    ("Uchite's CPU between its turns, for what it put off", "打ち手が後回しにした仕事の CPU 時間"),
    // Figures.
    ("frame", "1フレームの大きさ"),
    ("deliveries", "配信"),
    ("recipients of a report", "報告1件の宛先"),
    ("server", "サーバーの CPU"),
    ("server CPU per delivery", "配信1件あたりの CPU"),
    ("server memory", "サーバーのメモリ"),
    ("deliveries, one report at a time", "配信(1件ずつ)"),
    ("deliveries, several reports in flight", "配信(数件同時)"),
    ("  on the clock", "時計で測った速さ"),
    ("  server", "サーバーの CPU"),
    ("rebuilt and ready", "作り直しから準備完了まで"),
    ("rebuilt", "読み取りモデルの作り直し"),
    ("memory after the rebuild", "作り直し後のメモリ"),
    ("started, the slowest of three", "起動(3回で最も遅いもの)"),
    ("memory after the start", "起動後のメモリ"),
    ("disk of the log", "ログのディスク"),
    ("disk of the read model", "読み取りモデルのディスク"),
    ("disk per report", "報告1件あたりのディスク"),
    ("memory after the timelines", "一覧の後のメモリ"),
    ("memory after filing", "報告の受け付け後のメモリ"),
    ("filed over websockets", "受け付けた報告(WebSocket)"),
    ("server CPU per report", "報告1件あたりの CPU"),
    ("server while filing", "受け付け中の CPU"),
    ("a member", "社員"),
    ("a head", "部門長"),
    ("the president", "社長"),
    ("the administrator", "管理者"),
    ("everything", "すべて"),
    ("by owner", "担当者で"),
    ("by department", "部門で"),
    ("by amount", "金額で"),
    ("by stage", "段階で"),
    ("by customer", "顧客で"),
    ("by deal", "案件で"),
    ("by type", "種別で"),
    ("by competitor", "競合で"),
    ("by purpose", "共有目的で"),
    ("unread", "未読"),
    ("addressed", "自分宛て"),
    ("unread and addressed", "未読かつ自分宛て"),
    ("unread by purpose", "未読を共有目的で"),
    ("unread by type and stage", "未読を種別と段階で"),
    ("by stage, competitor and department", "段階・競合・部門で"),
    ("nothing fits", "該当なし"),
    ("latest activity", "最近の動き順"),
    ("latest activity by owner", "最近の動き順、担当者で"),
    ("latest activity, unread by purpose", "最近の動き順、未読を共有目的で"),
    ("latest activity, nothing fits", "最近の動き順、該当なし"),
    ("reports per s", "件/秒"),
    ("server memory without sessions", "接続がないときのメモリ"),
    ("server memory with all", "全員が接続したときのメモリ"),
    ("server memory per session", "1接続あたりのメモリ"),
    ("opened and greeted", "接続の受け入れ"),
    ("opened and greeted, by the server's CPU", "接続の受け入れ(CPU あたり)"),
    ("server while nothing happens", "何も起きない間の CPU"),
    ("rounds", "強制終了"),
    ("killed while all sessions were live", "全員が接続中の強制終了"),
    ("fewest sessions live when it was killed", "強制終了時の最少接続数"),
    ("acknowledged", "受け付けた報告"),
    ("lines lost, and attempts in vain", "切れた接続と空振りの再試行"),
    ("resyncs", "取り直し"),
    ("places in an inbox that were checked", "確かめた受信箱の項目"),
    ("lost", "失われたもの"),
    ("doubled", "二重になったもの"),
    ("orderly stop: gone after", "正常停止: 停止まで"),
    ("orderly stop: first session back after", "正常停止: 最初の一人が戻るまで"),
    ("orderly stop: all resumed after", "正常停止: 全員が戻るまで"),
    ("orderly stop: all resumed, from the first", "正常停止: 最初の一人から全員が戻るまで"),
    ("orderly stop: resumed, by its CPU, start included", "正常停止: 再開した接続(起動を含む CPU あたり)"),
    ("orderly stop: timelines told to come later", "正常停止: 後でと言われた閲覧"),
    ("kill: gone after", "強制終了: 終了まで"),
    ("kill: first session back after", "強制終了: 最初の一人が戻るまで"),
    ("kill: all resumed after", "強制終了: 全員が戻るまで"),
    ("kill: all resumed, from the first", "強制終了: 最初の一人から全員が戻るまで"),
    ("kill: resumed, by its CPU, start included", "強制終了: 再開した接続(起動を含む CPU あたり)"),
    ("kill: timelines told to come later", "強制終了: 後でと言われた閲覧"),
    ("sessions that came back by themselves", "自分で戻った接続"),
    ("p99 of the first minute", "最初の1分の p99"),
    ("p99 of the last minute", "最後の1分の p99"),
    ("p99 of the worst minute", "最も悪い1分の p99"),
    ("server memory after the warm-up", "慣らし後のメモリ"),
    ("server memory at the end", "終わりのメモリ"),
    ("memory grows after the warm-up", "慣らし後のメモリの増え方"),
    ("  of which the reports' history may take", "うち報告の履歴として許す分"),
    ("memory grows, by reports", "報告1件あたりの増え方"),
    ("sessions stuck at the end", "終わりに止まっていた接続"),
    ("p99 beside the two, to p99 without them", "二人がいるときの p99 ÷ いないときの p99"),
    ("closed as too slow, by the server's own count", "遅すぎるとして閉じた接続"),
    ("both closed after", "両方を閉じるまで"),
    ("reads nothing: closed with code", "まったく読まない接続の終了コード"),
    ("reads a byte a second: closed with code", "1秒に1バイト読む接続の終了コード"),
    // Latencies and series.
    ("filed → received", "報告してから届くまで"),
    ("filed → acknowledged", "報告してから受付の返事まで"),
    ("filed → received, one report at a time", "報告してから届くまで(1件ずつ)"),
    ("filed → received, several reports in flight", "報告してから届くまで(数件同時)"),
    ("filed → received, without the two", "報告してから届くまで(二人がいないとき)"),
    ("filed → received, beside the two", "報告してから届くまで(二人がいるとき)"),
    ("filed → received, p50", "報告してから届くまで(半分)"),
    ("filed → received, p99", "報告してから届くまで(100件中99件)"),
    ("killed → serving again", "強制終了から再び応えるまで"),
    ("timeline by HTTP after an orderly stop", "正常停止後のタイムライン閲覧"),
    ("timeline by HTTP after a kill", "強制終了後のタイムライン閲覧"),
    ("live sessions after an orderly stop", "正常停止後の接続数"),
    ("live sessions after a kill", "強制終了後の接続数"),
    // Faults.
    ("deliveries missing", "届かなかった配信"),
    ("deliveries doubled", "二重に届いた配信"),
    ("deliveries too many", "余分に届いた配信"),
    ("reports without an acknowledgement", "受付の返事がない報告"),
    ("panics of the server", "サーバーの異常停止"),
    ("lines lost", "切れた接続"),
    ("lines lost that nobody gave up", "勝手に切れた接続"),
    ("lines of others lost", "ほかの人の切れた接続"),
    ("time limit passed with reports under way", "時間内に届き終わらなかった"),
    ("publishes refused", "断られた発行"),
    ("reports refused", "断られた報告"),
    ("reports kept back by the generator", "試験側が出せなかった報告"),
    ("reports never answered", "返事のなかった報告"),
    ("sessions ended for good", "完全に終わった接続"),
    ("sessions did not come back in time", "時間内に戻らなかった接続"),
    ("timelines failed while the sessions came back", "再接続中に失敗した閲覧"),
    ("sessions do not answer at the end", "終わりに返事のない接続"),
    ("memory is not flat", "メモリが増え続けている"),
    ("times nobody came back", "誰も戻らなかった"),
    ("wrong close code", "違う終了コード"),
    ("line still open", "閉じられていない接続"),
    ("sessions of the two still kept by the server after their end", "終わったのにサーバーに残った接続"),
    ("of the two were not closed as too slow in time", "時間内に遅すぎるとして閉じられなかった"),
    ("time limit passed before all sessions had caught up", "時間内に全員が追いつかなかった"),
    ("acknowledged reports are not in the log, or not as they were filed", "受け付けたのに記録にない報告"),
    ("reports are missing in the inbox of one of their audience", "宛先の受信箱にない報告"),
    ("reports were never shown to a live session of their audience", "接続中の宛先に見せられなかった報告"),
    ("reports were filed twice", "二重に記録された報告"),
    ("reports are in an inbox twice", "受信箱で二重の報告"),
    ("reports were shown twice to a session", "二度見せられた報告"),
    ("reports are in the inbox of somebody who is not of their audience", "宛先でない人に届いた報告"),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;

    use super::*;

    /// The first text in quotes behind each call of a method, in all sources.
    fn named_in(calls: &[&str]) -> Vec<String> {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut named = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(path).unwrap();
                for call in calls {
                    for behind in source.split(call).skip(1) {
                        named.extend(behind.split('"').nth(1).map(str::to_owned));
                    }
                }
            }
        }
        named
    }

    #[test]
    fn every_figure_and_every_fault_has_its_japanese() {
        // Split, so that this file does not name a call itself.
        let calls =
            [concat!("figures.", "put("), concat!("figures.", "fault("), concat!("figures.", "fault_at(")];
        let named = named_in(&calls);
        assert!(named.len() > 50, "{named:?}");
        let missing: Vec<_> = named.iter().filter(|en| ja(en).is_none()).collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn no_word_stands_twice() {
        for (place, (en, _)) in WORDS.iter().enumerate() {
            assert!(WORDS[..place].iter().all(|(other, _)| other != en), "{en}");
        }
    }
}
