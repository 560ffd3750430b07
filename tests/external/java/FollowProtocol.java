import static java.lang.Boolean.FALSE;
import static java.lang.Boolean.TRUE;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Follows docs/PROTOCOL.md with nothing but the JDK (17 or later):
 * {@code java FollowProtocol.java ORIGIN LOGIN:PASSWORD LOGIN:PASSWORD}.
 * Prints one line for each check; ends with 1 when one failed.
 */
public final class FollowProtocol {
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final String origin;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private int passed;
    private int failed;

    private FollowProtocol(String origin) {
        this.origin = origin;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            System.err.println("java FollowProtocol.java ORIGIN LOGIN:PASSWORD LOGIN:PASSWORD");
            System.exit(2);
        }
        var follow = new FollowProtocol(arguments[0]);
        follow.theMainWay(arguments[1], arguments[2]);
        System.out.printf("# %d of %d ok%n", follow.passed, follow.passed + follow.failed);
        System.exit(follow.failed == 0 ? 0 : 1);
    }

    // ── The checks ───────────────────────────────────────────────────────────

    private interface Check {
        void run() throws Exception;
    }

    private void check(String sentence, Check check) {
        try {
            check.run();
            passed++;
            System.out.println("ok - java: " + sentence);
        } catch (Exception | AssertionError failure) {
            failed++;
            System.out.println("not ok - java: " + sentence + "\n         " + failure);
        }
    }

    private static void require(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** What one check leaves to the next. */
    private Member author;
    private Member second;
    private Live live;
    private final Place place = new Place();
    private long deal;
    private Map<?, ?> template;
    private long report;

    private void theMainWay(String authorLogin, String secondLogin) {
        check("signs in and makes a token", () -> {
            author = signIn(authorLogin);
            second = signIn(secondLogin);
        });
        check("finds a deal that all may see and a template", () -> {
            deal = number(first(author.get("/deals?limit=200"),
                of -> "company".equals(of.get("visibility")) && of.get("general") == FALSE), "id");
            template = first(author.get("/report-templates"), of -> of.get("retired") == FALSE);
        });
        check("without a token the upgrade is an ordinary 401", () -> {
            try {
                Live.open(http, origin, null, new Place()).close();
                throw new AssertionError("connected without a token");
            } catch (ExecutionException refused) {
                require(refused.getCause() instanceof WebSocketHandshakeException, refused);
                var answer = ((WebSocketHandshakeException) refused.getCause()).getResponse();
                require(answer.statusCode() == 401, answer);
            }
        });
        check("hello comes first, and the list's cursor resumes", () -> {
            place.cursor = number(author.get("/timeline?limit=20"), "cursor");
            live = Live.open(http, origin, author.token, place);
            require(live.hello.get("member") instanceof Map<?, ?> me && me.get("id") != null, live.hello);
            live.await("resumed", frame -> true);
        });
        check("a ping is answered by pong", () -> {
            live.send(Map.of("type", "ping"));
            live.await("pong", frame -> true);
        });
        check("a filed report comes back as its own event, and again when it is sent again", () -> {
            var ref = UUID.randomUUID().toString();
            var command = fileReport(ref, "Java からの報告。\"引用\" と\n改行と 𠮷 の字。");
            live.send(command);
            var event = live.await("event", frame -> ref.equals(frame.get("client_ref")));
            require("report_filed".equals(event.get("kind")), event);
            report = number(event.get("card"), "id");
            require(Json.write(event.get("card")).contains("𠮷"), event);
            live.send(command);
            var again = live.await("event", frame -> ref.equals(frame.get("client_ref")));
            require(number(again, "seq") == number(event, "seq"), again);
        });
        check("a command with an unknown field is rejected by name", () -> {
            var ref = UUID.randomUUID().toString();
            var command = new LinkedHashMap<>(fileReport(ref, "余分"));
            command.put("colour", "red");
            live.send(command);
            var rejected = live.await("rejected", frame -> true);
            require("unknown_field".equals(rejected.get("code")), rejected);
        });
        check("a reply from another client arrives", () -> {
            var other = Live.open(http, origin, second.token, new Place());
            var seq = other.reply(report, "Java 側への返信");
            live.await("event", frame -> frame.get("seq") instanceof Long got && got == seq);
            other.close();
        });
        check("after a cut nothing is missing and nothing is shown twice", () -> {
            live.cut();
            var other = Live.open(http, origin, second.token, new Place());
            var missed = new ArrayList<Long>();
            for (int n = 0; n < 5; n++) {
                missed.add(other.reply(report, "切断中の返信 " + n));
            }
            live = Live.open(http, origin, author.token, place);
            missed.add(other.reply(report, "再開と同時の返信"));
            live.await("resumed", frame -> true);
            live.awaitShown(missed);
            var shown = live.shown().stream().filter(missed::contains).toList();
            require(shown.size() == missed.size(), "shown " + shown + ", missed " + missed);
            other.close();
        });
        check("a cursor from the future is rejected with bad_cursor", () -> {
            var lost = new Place();
            lost.cursor = place.cursor + 1_000_000;
            var session = Live.open(http, origin, author.token, lost);
            require("bad_cursor".equals(session.await("rejected", frame -> true).get("code")), "another code");
            session.close();
        });
        check("a session that is closed in good order ends with the client's own code", () -> live.close());
    }

    private Map<String, Object> fileReport(String ref, String text) throws Exception {
        var body = new LinkedHashMap<String, Object>();
        body.put("deal", deal);
        body.put("template", number(template, "id"));
        body.put("fields", required(template));
        body.put("text", text);
        body.put("also", List.of(number(second.get("/me"), "member", "id")));
        var frame = new LinkedHashMap<String, Object>();
        frame.put("type", "file_report");
        frame.put("client_ref", ref);
        frame.put("report", body);
        return frame;
    }

    /** The required fields of a template, each with its first choice, or with words. */
    private static Map<String, Object> required(Map<?, ?> template) {
        var fields = new LinkedHashMap<String, Object>();
        for (var each : (List<?>) template.get("fields")) {
            var field = (Map<?, ?>) each;
            if (field.get("required") == TRUE) {
                var type = (Map<?, ?>) field.get("type");
                fields.put((String) field.get("key"), type.get("options") instanceof List<?> all ? all.get(0) : "記入");
            }
        }
        return fields;
    }

    // ── HTTP ─────────────────────────────────────────────────────────────────

    private final class Member {
        String cookie;
        String token;

        /** The body of a GET that succeeds. */
        Object get(String path) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(origin + "/api/v1" + path))
                .header("Authorization", "Bearer " + token).timeout(WITHIN).build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            require(answer.statusCode() == 200, path + ": " + answer.statusCode() + " " + answer.body());
            return Json.read(answer.body());
        }
    }

    private HttpResponse<String> post(String path, Object body, String cookie) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(origin + "/api/v1" + path)).timeout(WITHIN)
            .header("Content-Type", "application/json").header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        require(answer.statusCode() / 100 == 2, path + ": " + answer.statusCode() + " " + answer.body());
        return answer;
    }

    private Member signIn(String loginAndPassword) throws Exception {
        var parts = loginAndPassword.split(":", 2);
        var member = new Member();
        var answer = post("/auth/login", Map.of("login", parts[0], "password", parts[1]), null);
        member.cookie = answer.headers().firstValue("set-cookie").orElseThrow().split(";")[0];
        require(member.cookie.startsWith("uchite="), member.cookie);
        var token = Json.read(post("/me/tokens", Map.of("name", "java", "scopes", List.of("read", "write")), member.cookie).body());
        member.token = (String) ((Map<?, ?>) token).get("secret");
        return member;
    }

    /** The whole number under these names, one inside the other. */
    private static long number(Object of, String... names) {
        Object at = of;
        for (var name : names) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        require(at instanceof Long, String.join(".", names) + " in " + of);
        return (Long) at;
    }

    /** The first item of a page that fits. */
    private static Map<?, ?> first(Object page, Predicate<Map<?, ?>> fits) {
        for (var item : (List<?>) ((Map<?, ?>) page).get("items")) {
            if (item instanceof Map<?, ?> map && fits.test(map)) {
                return map;
            }
        }
        throw new AssertionError("nothing fits");
    }

    // ── The live session ─────────────────────────────────────────────────────

    /** Where a client stands: the rules of section 3. */
    private static final class Place {
        Long cursor;
        boolean resuming;
        final Set<Long> above = new LinkedHashSet<>();
        final List<Long> shown = new ArrayList<>();

        void take(Map<String, Object> frame) {
            if ("event".equals(frame.get("type"))) {
                var seq = number(frame, "seq");
                if (seq > cursor && above.add(seq)) {
                    shown.add(seq);
                }
            }
            var moves = "resumed".equals(frame.get("type")) || "event".equals(frame.get("type")) && !resuming;
            if (moves) {
                resuming = false;
                cursor = Math.max(cursor, number(frame, "cursor"));
                above.removeIf(seq -> seq <= cursor);
            }
        }
    }

    /** One session. Every access to its state holds its lock; `notifyAll` tells of news. */
    private static final class Live implements WebSocket.Listener {
        private final Place place;
        private final StringBuilder partial = new StringBuilder();
        private final List<Map<String, Object>> unread = new ArrayList<>();
        private WebSocket socket;
        private String ended;
        Map<String, Object> hello;

        private Live(Place place) {
            this.place = place;
        }

        static Live open(HttpClient http, String origin, String token, Place place) throws Exception {
            var live = new Live(place);
            var builder = http.newWebSocketBuilder().subprotocols("uchite.v1").connectTimeout(WITHIN);
            if (token != null) {
                builder.header("Authorization", "Bearer " + token);
            }
            var address = URI.create(origin.replaceFirst("^http", "ws") + "/api/v1/live");
            live.socket = builder.buildAsync(address, live).get(WITHIN.toSeconds(), TimeUnit.SECONDS);
            require("uchite.v1".equals(live.socket.getSubprotocol()), "subprotocol " + live.socket.getSubprotocol());
            live.hello = live.await("hello", frame -> true);
            if (place.resuming) {
                live.send(Map.of("type", "resume", "cursor", place.cursor));
            }
            return live;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            partial.append(part);
            if (last) {
                take(Json.object(partial.toString()));
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        private synchronized void take(Map<String, Object> frame) {
            if ("hello".equals(frame.get("type"))) {
                place.resuming = place.cursor != null;
                if (place.cursor == null) {
                    place.cursor = number(frame, "cursor");
                }
            } else {
                place.take(frame);
            }
            unread.add(frame);
            notifyAll();
        }

        @Override
        public synchronized CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended = "closed with " + code + " " + reason;
            notifyAll();
            return null;
        }

        @Override
        public synchronized void onError(WebSocket from, Throwable error) {
            ended = "lost: " + error;
            notifyAll();
        }

        void send(Map<String, Object> frame) {
            try {
                socket.sendText(Json.write(frame), true).join();
            } catch (CompletionException failure) {
                throw new AssertionError("could not send: " + failure.getCause());
            }
        }

        /** Takes the first frame of this type that fits, waiting for it. */
        synchronized Map<String, Object> await(String type, Predicate<Map<String, Object>> fits) throws InterruptedException {
            var until = System.nanoTime() + WITHIN.toNanos();
            while (true) {
                for (var frame : unread) {
                    if (type.equals(frame.get("type")) && fits.test(frame)) {
                        unread.remove(frame);
                        return frame;
                    }
                }
                waitForNews(until, type);
            }
        }

        /** Waits until all of these events were shown. */
        synchronized void awaitShown(List<Long> seqs) throws InterruptedException {
            var until = System.nanoTime() + WITHIN.toNanos();
            while (!place.shown.containsAll(seqs)) {
                waitForNews(until, "events " + seqs + ", shown " + place.shown);
            }
        }

        synchronized List<Long> shown() {
            return List.copyOf(place.shown);
        }

        private synchronized void waitForNews(long until, String what) throws InterruptedException {
            require(ended == null, "waiting for " + what + ": " + ended);
            var left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            require(left > 0, "no " + what + " in time; unread " + unread);
            wait(left);
        }

        /** Replies to a report and gives the event's number. */
        long reply(long report, String text) throws InterruptedException {
            var ref = UUID.randomUUID().toString();
            send(Map.of("type", "reply", "client_ref", ref, "report", report, "reply", Map.of("kind", "advice", "text", text)));
            return number(await("event", frame -> ref.equals(frame.get("client_ref"))), "seq");
        }

        /** Loses the connection without a word. */
        void cut() {
            socket.abort();
        }

        void close() throws InterruptedException {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            var until = System.nanoTime() + WITHIN.toNanos();
            synchronized (this) {
                while (ended == null) {
                    waitForNews(until, "close frame");
                }
            }
            require(ended.startsWith("closed with 1000"), ended);
        }
    }

    // ── JSON, as much as it takes ────────────────────────────────────────────

    /** Objects become maps, arrays lists, whole numbers Long, others Double. */
    private static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            var json = new Json(text);
            var value = json.value();
            json.space();
            require(json.at == text.length(), "more after the JSON: " + text);
            return value;
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> object(String text) {
            var value = read(text);
            require(value instanceof Map, "no object: " + text);
            return (Map<String, Object>) value;
        }

        static String write(Object value) {
            if (value instanceof Map<?, ?> map) {
                var parts = new ArrayList<String>();
                map.forEach((name, of) -> parts.add(write(name) + ":" + write(of)));
                return "{" + String.join(",", parts) + "}";
            }
            if (value instanceof List<?> list) {
                return "[" + String.join(",", list.stream().map(Json::write).toList()) + "]";
            }
            if (!(value instanceof String string)) {
                return String.valueOf(value);
            }
            var out = new StringBuilder("\"");
            for (char c : string.toCharArray()) {
                if (c == '"' || c == '\\') {
                    out.append('\\').append(c);
                } else if (c < ' ') {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
            return out.append('"').toString();
        }

        private Object value() {
            space();
            char c = text.charAt(at);
            if (c == '{') {
                return map();
            }
            if (c == '[') {
                return list();
            }
            if (c == '"') {
                return string();
            }
            for (var word : WORDS.entrySet()) {
                if (text.startsWith(word.getKey(), at)) {
                    at += word.getKey().length();
                    return word.getValue().orElse(null);
                }
            }
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            var digits = text.substring(from, at);
            return digits.matches("-?\\d+") ? (Object) Long.valueOf(digits) : (Object) Double.valueOf(digits);
        }

        private static final Map<String, Optional<Boolean>> WORDS = Map.of(
            "true", Optional.of(TRUE), "false", Optional.of(FALSE), "null", Optional.empty());

        private Map<String, Object> map() {
            var map = new HashMap<String, Object>();
            at++;
            while (!ends('}')) {
                space();
                var name = string();
                space();
                expect(':');
                map.put(name, value());
            }
            return map;
        }

        private List<Object> list() {
            var list = new ArrayList<>();
            at++;
            while (!ends(']')) {
                list.add(value());
            }
            return list;
        }

        /** Passes over a comma; true, and over the end, when the end is there. */
        private boolean ends(char end) {
            space();
            char c = text.charAt(at);
            if (c == ',' || c == end) {
                at++;
            }
            return c == end;
        }

        private String string() {
            expect('"');
            var out = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                if (c == '\\') {
                    c = text.charAt(at++);
                    if (c == 'u') {
                        c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                        at += 4;
                    } else {
                        int known = "nrtbf".indexOf(c);
                        c = known < 0 ? c : "\n\r\t\b\f".charAt(known);
                    }
                }
                out.append(c);
            }
            at++;
            return out.toString();
        }

        private void expect(char c) {
            require(text.charAt(at) == c, "expected " + c + " at " + at + " of " + text);
            at++;
        }

        private void space() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }
    }
}
