// Generated from the server's OpenAPI document by `npm run generate`. Do not edit.
/* eslint-disable */
export interface paths {
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in. The answer sets a cookie; programs use a personal token instead. */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out: the token with which you ask ends, on every open session too. */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/competitors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_competitors"];
        put?: never;
        /** Add one. */
        post: operations["add_competitor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/competitors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_competitor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_competitor"];
        trace?: never;
    };
    "/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_contacts"];
        put?: never;
        /** Add one. */
        post: operations["add_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_contact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_contact"];
        trace?: never;
    };
    "/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_customers"];
        put?: never;
        /** Add one. */
        post: operations["add_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customer}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reports on all deals of a customer, the general one too, as far as you may see them. */
        get: operations["get_customer_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_customer"];
        trace?: never;
    };
    "/deals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deals, or find them by a part of a name. */
        get: operations["list_deals"];
        put?: never;
        /** Open a deal. */
        post: operations["open_deal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deals/{deal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a deal. */
        get: operations["get_deal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a deal by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_deal"];
        trace?: never;
    };
    "/deals/{deal}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a deal came to where it is: each change of its stage, amount, owner, day and competitors. */
        get: operations["get_deal_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deals/{deal}/next-moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a next move on a deal. */
        post: operations["set_next_move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deals/{deal}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reports of a deal. */
        get: operations["get_deal_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_departments"];
        put?: never;
        /** Add one. */
        post: operations["add_department"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/departments/{department}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reports of a department's members and of those below it, as far as you may see them. */
        get: operations["get_department_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/departments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_department"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_department"];
        trace?: never;
    };
    "/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a file: its bytes are the body. Its type is found out from them, whatever the header says. */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The unread part of my timeline; with `addressed`, what the badge counts. Listing marks nothing read. */
        get: operations["get_inbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inbox/badge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My counts. */
        get: operations["get_badge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inbox/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark my whole inbox read. The body may be left out. */
        post: operations["read_all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inbox/read-all/{undo}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a marking of everything back. */
        delete: operations["undo_read_all"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live events, as a websocket with the subprotocol `uchite.v1`. From a client come `ClientFrame`s, from the
         *     server `ServerFrame`s, both as text. See the live protocol's document.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I? */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change my password. Every other sign-in of yours ends; personal tokens stay. */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My tokens. */
        get: operations["list_tokens"];
        put?: never;
        /** Issue a personal access token for a program. */
        post: operations["issue_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke one of my tokens. Its open sessions end at once. */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_members"];
        put?: never;
        /** Add one. */
        post: operations["add_member"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_member"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_member"];
        trace?: never;
    };
    "/members/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a member's password. Their sign-ins on browsers end. */
        put: operations["set_member_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{member}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reports of a member, as far as you may see them. */
        get: operations["get_member_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/next-moves/{next_move}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a next move: what, who, until when, done or dropped. */
        patch: operations["change_next_move"];
        trace?: never;
    };
    "/next-moves/{next_move}/slots/{slot}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree to a slot of a request to come along (同行), by its place in the list. */
        post: operations["accept_slot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_products"];
        put?: never;
        /** Add one. */
        post: operations["add_product"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_product"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_product"];
        trace?: never;
    };
    "/purposes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_purposes"];
        put?: never;
        /** Add one. */
        post: operations["add_purpose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/purposes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_purpose"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_purpose"];
        trace?: never;
    };
    "/push/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My devices, with what became of the last push to each. */
        get: operations["list_devices"];
        put?: never;
        /** Register this browser for pushes. Registering the same again changes nothing. */
        post: operations["add_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/push/devices/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove one of my devices. */
        delete: operations["remove_device"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/push/devices/{device}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Push a test to one of my devices and wait for what becomes of it. */
        post: operations["test_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/push/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server's key for pushes. */
        get: operations["get_push_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/push/shown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One of my devices showed a push: its service worker says so, which knows itself by its subscription alone. */
        post: operations["push_shown"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/report-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, or find them by a part of a name. */
        get: operations["list_templates"];
        put?: never;
        /** Add one. */
        post: operations["add_template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/report-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one. */
        get: operations["get_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one by a JSON merge patch of its fields: what is absent stays, null takes back. */
        patch: operations["change_template"];
        trace?: never;
    };
    "/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** File a report. It goes to whom the purposes name; no recipient is asked for. */
        post: operations["file_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report with its whole conversation and history. */
        get: operations["get_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Correct my report, within a day of filing it. What it said before stays visible. */
        patch: operations["correct_report"];
        trace?: never;
    };
    "/reports/{report}/acknowledgement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Take note of a report (確認しました). */
        put: operations["acknowledge"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/audience": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a report went to, and for each of them when it was delivered, displayed, read, answered. */
        get: operations["get_audience"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/bookmark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Bookmark a report that I may see. Nobody else knows; what happens on it is sent to my sessions. */
        put: operations["add_bookmark"];
        post?: never;
        /** Take my bookmark away. */
        delete: operations["remove_bookmark"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/consult/answer/{reply}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a reply as the answer to my consult. */
        post: operations["accept_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/consult/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the consult of a report on. */
        post: operations["claim_consult"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/consult/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that the answer to my consult is not enough. */
        post: operations["reopen_consult"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fetch a file of a report or of a reply to it. Whoever may see the report may have it. */
        get: operations["get_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/reactions/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** React to a report. */
        put: operations["react"];
        post?: never;
        /** Take a reaction back. */
        delete: operations["unreact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** I opened this card and read it. */
        put: operations["mark_read"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reply to a report. */
        post: operations["add_reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{report}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a card of my inbox unread again. */
        post: operations["mark_unread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whom a report would go to, and why, without filing it. */
        post: operations["preview_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stages of a deal's way. */
        get: operations["get_stages"];
        /** Set the stages, all of them. */
        put: operations["set_stages"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My timeline: what was shared with me, and what I filed. */
        get: operations["get_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A request to come along (同行). */
        Accompany: {
            /** @description The slot on which both agreed, by its place in `slots`. */
            agreed: number | null;
            /** @description When it could be. */
            slots: components["schemas"]["Slot"][];
            /** @description Who is to come along. */
            who: components["schemas"]["MemberId"];
        };
        /** @description The activity that a card reports. */
        Activity: {
            /** @description What kind it is. */
            kind: components["schemas"]["ActivityKind"];
            /** @description 訪問 */
            name: string;
            /** @description Visit */
            name_en: string;
            /** @description The form. */
            template: components["schemas"]["TemplateId"];
        };
        /**
         * @description What an activity is, for icons and filters; a template is of one kind.
         * @enum {string}
         */
        ActivityKind: "visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other";
        /** @description What was marked read. */
        AllRead: {
            /** @description Your counts after it. */
            badge: components["schemas"]["Badge"];
            undo: components["schemas"]["Seq"] | null;
        };
        /** @description A file that goes with a report or a reply. Its bytes were uploaded before. */
        Attachment: {
            /**
             * Format: int64
             * @description Its size in bytes. What a client sends here is replaced by what the server found.
             */
            bytes?: number;
            /** @description The file. */
            id: components["schemas"]["FileId"];
            /** @description Its sniffed media type. What a client sends here is replaced by what the server found. */
            media_type?: string;
            /** @description The name under which it is shown and saved. */
            name: string;
        };
        /** @description One member of an audience. */
        AudienceView: {
            /** @description How loudly. */
            how: components["schemas"]["How"];
            /** @description Who. */
            member: components["schemas"]["MemberRef"];
            /** @description Why, at least one. */
            reasons: components["schemas"]["Reason"][];
        };
        /** @description The counts of a member's inbox. */
        Badge: {
            /**
             * Format: int32
             * @description Unread cards that are addressed to the member: the number on the icon.
             */
            addressed: number;
            /**
             * Format: int32
             * @description All unread cards.
             */
            unread: number;
        };
        /** @description A bookmark as it is now. */
        Bookmark: {
            /** @description Whether it is set. */
            bookmarked: boolean;
            /** @description On which report. */
            report: components["schemas"]["ReportId"];
        };
        /** @description A report as one member's timeline shows it. */
        Card: components["schemas"]["CardBody"] & {
            /** @description For the one who sees it. */
            you: components["schemas"]["You"];
        };
        /** @description What of a card is the same for all who see it. */
        CardBody: {
            /** @description Who took note. */
            acknowledged: components["schemas"]["MemberRef"][];
            /** @description What it reports. */
            activity: components["schemas"]["Activity"];
            /**
             * Format: int32
             * @description How many it went to, its author not counted.
             */
            audience: number;
            /** @description Who filed it. */
            author: components["schemas"]["MemberRef"];
            /** @description Competitors that were talked about. */
            competitors: components["schemas"]["CompetitorRef"][];
            consult: components["schemas"]["ConsultView"] | null;
            /**
             * Format: int32
             * @description How often it was corrected.
             */
            corrections: number;
            /** @description What it changed on the deal. */
            deal_changes: components["schemas"]["DealChanges"];
            /** @description The filled fields of the template. */
            facts: components["schemas"]["Fact"][];
            /** @description When it was filed. */
            filed_at: components["schemas"]["Timestamp"];
            /** @description Files. */
            files: components["schemas"]["Attachment"][];
            /** @description The report's number. */
            id: components["schemas"]["ReportId"];
            /** @description The last thing that happened on it. */
            last_at: components["schemas"]["Timestamp"];
            /** @description Members named in the text. */
            mentions: components["schemas"]["MemberRef"][];
            /** @description Whom they met. */
            met: components["schemas"]["ContactRef"][];
            next_move: components["schemas"]["NextMoveView"] | null;
            /** @description When it happened. */
            occurred_at: components["schemas"]["Timestamp"];
            /** @description Products that were talked about. */
            products: components["schemas"]["ProductRef"][];
            /** @description How many reacted how. */
            reactions: components["schemas"]["ReactionCount"][];
            /** @description The last [`CARD_REPLIES`] of them, the oldest first. */
            replies: components["schemas"]["ReplyView"][];
            /**
             * Format: int32
             * @description All replies so far.
             */
            reply_count: number;
            /** @description The last event on it. */
            seq: components["schemas"]["Seq"];
            /** @description What it belongs to. */
            stock: components["schemas"]["Stock"];
            /** @description What there is to say besides. */
            text: string;
        };
        /** @description What a command on a report did. */
        Changed: {
            /** @description The card as it is now. */
            card: components["schemas"]["Card"];
            /** @description Whether it had been done before, under the same `Idempotency-Key`. */
            repeated: boolean;
            /** @description The event. It is the number of the report that was filed, of the reply that was written. */
            seq: components["schemas"]["Seq"];
        };
        /** @description From a client. */
        ClientFrame: {
            /** @description The last cursor that the client saw. */
            cursor: components["schemas"]["Seq"];
            /** @enum {string} */
            type: "resume";
        } | {
            /** @description The client's own reference, remembered for good. */
            client_ref: string;
            /** @description What to file. */
            report: components["schemas"]["FileReport"];
            /** @enum {string} */
            type: "file_report";
        } | {
            /** @description The client's own reference, remembered for good. */
            client_ref: string;
            /** @description The reply. */
            reply: components["schemas"]["NewReply"];
            /** @description To which. */
            report: components["schemas"]["ReportId"];
            /** @enum {string} */
            type: "reply";
        } | {
            /** @description Which. */
            report: components["schemas"]["ReportId"];
            /** @enum {string} */
            type: "read";
            /** @description Up to which event: the card's `seq`. */
            upto: components["schemas"]["Seq"];
        } | {
            /** @description Which, at most 200. */
            reports: components["schemas"]["ReportId"][];
            /** @enum {string} */
            type: "displayed";
            /** @description Up to which event: the last `cursor` that the client saw. */
            upto: components["schemas"]["Seq"];
        } | {
            /** @description Which. */
            deal: components["schemas"]["DealId"];
            /** @enum {string} */
            type: "watch";
        } | {
            /** @description Which. */
            deal: components["schemas"]["DealId"];
            /** @enum {string} */
            type: "unwatch";
        } | {
            /** @enum {string} */
            type: "ping";
        };
        /**
         * @description Why something was refused. The text form is stable: clients may act on it.
         * @enum {string}
         */
        Code: "malformed" | "unknown_field" | "invalid_utf8" | "binary_frame" | "too_large" | "method_not_allowed" | "unsupported_media" | "text_too_long" | "text_required" | "control_character" | "too_many" | "out_of_range" | "field_required" | "field_invalid" | "in_the_future" | "invalid" | "not_found" | "unknown_reference" | "unauthenticated" | "wrong_credentials" | "forbidden" | "cross_site" | "client_ref_reused" | "conflict" | "already_exists" | "correction_closed" | "consult_state" | "next_move_state" | "retired" | "superior_required" | "bad_cursor" | "endpoint_refused" | "rate_limited" | "busy" | "storage_full" | "draining" | "internal";
        /** @description A company that sells against us. */
        Competitor: {
            /** @description Other names in use. */
            aliases: string[];
            /** @description The name in kana. */
            kana: string;
            /** @description The name. */
            name: string;
            /** @description True once it is no longer in use. */
            retired: boolean;
        } & {
            /** @description The competitor's number. */
            id: components["schemas"]["CompetitorId"];
        };
        /**
         * Format: int64
         * @description A company that sells against us.
         */
        CompetitorId: number;
        /** @description A competitor by name. */
        CompetitorRef: {
            /** @description Which. */
            id: components["schemas"]["CompetitorId"];
            /** @description Its name. */
            name: string;
        };
        /** @description What a report must be like. All conditions of a purpose must hold. */
        Condition: {
            /** @description The kinds. */
            any_of: components["schemas"]["ActivityKind"][];
            /** @enum {string} */
            if: "activity";
        } | {
            /** @enum {string} */
            if: "consult";
            /** @description The topics; empty: whatever it is about. */
            topics?: string[];
        } | {
            /** @description The products. */
            any_of: components["schemas"]["ProductId"][];
            /** @enum {string} */
            if: "product";
        } | {
            /** @description The stages. */
            any_of: components["schemas"]["StageId"][];
            /** @enum {string} */
            if: "stage";
        } | {
            /** @enum {string} */
            if: "stage_changed";
            /** @description The stages; empty: any. */
            to?: components["schemas"]["StageId"][];
        } | {
            /** @enum {string} */
            if: "amount";
            /**
             * Format: int64
             * @description At most so many yen.
             */
            max_yen?: number | null;
            /**
             * Format: int64
             * @description At least so many yen.
             */
            min_yen?: number | null;
        } | {
            /** @description The competitors; empty: any. */
            any_of?: components["schemas"]["CompetitorId"][];
            /** @enum {string} */
            if: "competitor";
        } | {
            /** @description The customers. */
            any_of: components["schemas"]["CustomerId"][];
            /** @enum {string} */
            if: "customer";
        } | {
            /** @description The lines of business. */
            any_of: string[];
            /** @enum {string} */
            if: "industry";
        } | {
            /** @description The values, as words; `true` and `false` for yes and no. */
            any_of: string[];
            /** @enum {string} */
            if: "field";
            /** @description The field's key. */
            key: string;
        };
        /** @description A question inside a report. */
        Consult: {
            answer: components["schemas"]["ReplyId"] | null;
            answered_at: components["schemas"]["Timestamp"] | null;
            claimed_by: components["schemas"]["MemberId"] | null;
            /** @description The products that it is about. */
            products: components["schemas"]["ProductId"][];
            promised: components["schemas"]["Day"] | null;
            /** @description What is asked. */
            question: string;
            /** @description Where it stands. */
            state: components["schemas"]["ConsultState"];
            /** @description What one has to know to answer it. */
            topics: string[];
        };
        /**
         * @description Where a consult stands.
         * @enum {string}
         */
        ConsultState: "open" | "claimed" | "answered" | "accepted" | "reopened";
        /** @description A consult as a card shows it. */
        ConsultView: components["schemas"]["Consult"] & {
            claimed: components["schemas"]["MemberRef"] | null;
        };
        /** @description A person at a customer. */
        Contact: {
            /** @description The customer where the person works. */
            customer: components["schemas"]["CustomerId"];
            /** @description The part in the decision. */
            decision: components["schemas"]["DecisionRole"];
            /** @description The name in kana. */
            kana: string;
            /** @description Who of us knows the person (人脈). */
            known_by: components["schemas"]["MemberId"][];
            /** @description 山本 一郎 */
            name: string;
            /** @description True once the person has left. */
            retired: boolean;
            /** @description 製造部 部長 */
            title: string;
        } & {
            /** @description The contact's number. */
            id: components["schemas"]["ContactId"];
        };
        /** @description What is known of a contact, and what may be changed. */
        ContactFields: {
            /** @description The customer where the person works. */
            customer: components["schemas"]["CustomerId"];
            /** @description The part in the decision. */
            decision?: components["schemas"]["DecisionRole"];
            /** @description The name in kana. */
            kana?: string;
            /** @description Who of us knows the person (人脈). */
            known_by?: components["schemas"]["MemberId"][];
            /** @description 山本 一郎 */
            name: string;
            /** @description True once the person has left. */
            retired?: boolean;
            /** @description 製造部 部長 */
            title?: string;
        };
        /**
         * Format: int64
         * @description A person at a customer.
         */
        ContactId: number;
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        ContactPatch: {
            /** @description The customer where the person works. */
            customer?: components["schemas"]["CustomerId"];
            /** @description The part in the decision. */
            decision?: components["schemas"]["DecisionRole"] | null;
            /** @description The name in kana. */
            kana?: string | null;
            /** @description Who of us knows the person (人脈). */
            known_by?: components["schemas"]["MemberId"][] | null;
            /** @description 山本 一郎 */
            name?: string;
            /** @description True once the person has left. */
            retired?: boolean | null;
            /** @description 製造部 部長 */
            title?: string | null;
        };
        /** @description A contact by name. */
        ContactRef: {
            /** @description The part in the decision. */
            decision: components["schemas"]["DecisionRole"];
            /** @description Who. */
            id: components["schemas"]["ContactId"];
            /** @description 山本 一郎 */
            name: string;
            /** @description 製造部 部長 */
            title: string;
        };
        /** @description What may be corrected on a report while the window is open. What is absent stays as it is. */
        Correction: {
            /** @default null */
            fields?: components["schemas"]["FieldValues"] | null;
            /**
             * @description Whom they met.
             * @default null
             */
            met?: components["schemas"]["ContactId"][] | null;
            /** @default null */
            occurred_at?: components["schemas"]["Timestamp"] | null;
            /**
             * @description The text.
             * @default null
             */
            text?: string | null;
        };
        /** @description Name and password. */
        Credentials: {
            /** @description The name to sign in with. */
            login: string;
            /** @description What the sign-in is called in the list of one's sign-ins; the browser's name where it is absent. */
            name?: string | null;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        /** @description A company we sell to. */
        Customer: {
            /** @description Other names in use. */
            aliases: string[];
            /** @description Names it had before. */
            former_names: string[];
            /** @description The line of business. */
            industry: string;
            /** @description True for our own company, the home of internal activity. */
            internal: boolean;
            /** @description The name in kana: とうわせいみつこうぎょう. */
            kana: string;
            /** @description 東和精密工業株式会社 */
            name: string;
            owner: components["schemas"]["MemberId"] | null;
            /** @description True once we no longer deal with it. */
            retired: boolean;
        } & {
            /** @description The customer's number, and that of its general deal. */
            id: components["schemas"]["CustomerId"];
        };
        /** @description What is known of a customer, and what may be changed. */
        CustomerFields: {
            /** @description Other names in use. */
            aliases?: string[];
            /** @description Names it had before. */
            former_names?: string[];
            /** @description The line of business. */
            industry?: string;
            /** @description True for our own company, the home of internal activity. */
            internal?: boolean;
            /** @description The name in kana: とうわせいみつこうぎょう. */
            kana?: string;
            /** @description 東和精密工業株式会社 */
            name: string;
            owner?: components["schemas"]["MemberId"] | null;
            /** @description True once we no longer deal with it. */
            retired?: boolean;
        };
        /**
         * Format: int64
         * @description A company we sell to.
         */
        CustomerId: number;
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        CustomerPatch: {
            /** @description Other names in use. */
            aliases?: string[] | null;
            /** @description Names it had before. */
            former_names?: string[] | null;
            /** @description The line of business. */
            industry?: string | null;
            /** @description True for our own company, the home of internal activity. */
            internal?: boolean | null;
            /** @description The name in kana: とうわせいみつこうぎょう. */
            kana?: string | null;
            /** @description 東和精密工業株式会社 */
            name?: string;
            owner?: components["schemas"]["MemberId"] | null;
            /** @description True once we no longer deal with it. */
            retired?: boolean | null;
        };
        /** @description A customer by name. */
        CustomerRef: {
            /** @description Which. */
            id: components["schemas"]["CustomerId"];
            /** @description 東和精密工業株式会社 */
            name: string;
        };
        /**
         * Format: date
         * @description A day of the calendar, written `2026-11-24`.
         * @example 2026-11-24
         */
        Day: string;
        /** @description By when something must have happened, in working minutes. */
        Deadline: {
            escalate?: components["schemas"]["Recipient"] | null;
            /** @description What must have happened. */
            what: components["schemas"]["DeadlineKind"];
            /**
             * Format: int32
             * @description Within so many working minutes.
             */
            working_minutes: number;
        };
        /**
         * @description What must have happened by a deadline.
         * @enum {string}
         */
        DeadlineKind: "read" | "first_response";
        /** @description What a report belongs to. */
        Deal: {
            /**
             * Format: int64
             * @description Yen. None when it is not known yet (未入力).
             */
            amount_yen: number | null;
            /** @description Who sells against us. */
            competitors: components["schemas"]["CompetitorId"][];
            /** @description The people at the customer. */
            contacts: components["schemas"]["ContactId"][];
            /** @description With whom. */
            customer: components["schemas"]["CustomerId"];
            expected_close: components["schemas"]["Day"] | null;
            /** @description 生産管理システム刷新 */
            name: string;
            /** @description Who is in charge. */
            owner: components["schemas"]["MemberId"];
            /**
             * Format: int32
             * @description Percent, 0 to 100. None: the usual one of the stage.
             */
            probability: number | null;
            /** @description What is to be sold. */
            products: components["schemas"]["ProductId"][];
            /** @description Where it stands. */
            stage: components["schemas"]["StageId"];
            /** @description Who else works on it. */
            team: components["schemas"]["TeamMember"][];
            /** @description Who may see it. */
            visibility: components["schemas"]["Visibility"];
        } & {
            /** @description True for the general deal (案件外) of a customer. */
            general: boolean;
            /** @description The deal's number. */
            id: components["schemas"]["DealId"];
            last_activity_at: components["schemas"]["Timestamp"] | null;
            /** @description Next moves that are still open, the oldest first. */
            next_moves: components["schemas"]["NextMove"][];
            /**
             * Format: int32
             * @description Reports so far.
             */
            reports: number;
            /** @description Since when it stands in its stage. */
            stage_since: components["schemas"]["Timestamp"];
        };
        /** @description Changes of a deal that a report brings along. What is absent stays as it is. */
        DealChanges: {
            /**
             * Format: int64
             * @description The new amount in yen.
             * @default null
             */
            amount_yen?: number | null;
            /**
             * @description Competitors that came in.
             * @default []
             */
            competitors_added?: components["schemas"]["CompetitorId"][];
            /**
             * @description Contacts that came in.
             * @default []
             */
            contacts_added?: components["schemas"]["ContactId"][];
            /** @default null */
            expected_close?: components["schemas"]["Day"] | null;
            /**
             * Format: int32
             * @description The new probability in percent.
             * @default null
             */
            probability?: number | null;
            /** @default null */
            stage?: components["schemas"]["StageId"] | null;
        };
        /** @description What is known of a deal, and what may be changed. */
        DealFields: {
            /**
             * Format: int64
             * @description Yen. None when it is not known yet (未入力).
             */
            amount_yen?: number | null;
            /** @description Who sells against us. */
            competitors?: components["schemas"]["CompetitorId"][];
            /** @description The people at the customer. */
            contacts?: components["schemas"]["ContactId"][];
            /** @description With whom. */
            customer: components["schemas"]["CustomerId"];
            expected_close?: components["schemas"]["Day"] | null;
            /** @description 生産管理システム刷新 */
            name: string;
            /** @description Who is in charge. */
            owner: components["schemas"]["MemberId"];
            /**
             * Format: int32
             * @description Percent, 0 to 100. None: the usual one of the stage.
             */
            probability?: number | null;
            /** @description What is to be sold. */
            products?: components["schemas"]["ProductId"][];
            /** @description Where it stands. */
            stage?: components["schemas"]["StageId"];
            /** @description Who else works on it. */
            team?: components["schemas"]["TeamMember"][];
            /** @description Who may see it. */
            visibility?: components["schemas"]["Visibility"];
        };
        /** @description How a deal came to where it is. */
        DealHistory: {
            /** @description The cursor at which this was built. */
            cursor: components["schemas"]["Seq"];
            /**
             * @description Where it stood from when on, the oldest first: the first step is how it was opened. At most 500; beyond
             *     that the oldest but the first are left out. Empty for a general deal.
             */
            steps: components["schemas"]["DealStepView"][];
        };
        /**
         * Format: int64
         * @description What a report belongs to. The general deal of a customer has the number of its customer.
         */
        DealId: number;
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        DealPatch: {
            /**
             * Format: int64
             * @description Yen. None when it is not known yet (未入力).
             */
            amount_yen?: number | null;
            /** @description Who sells against us. */
            competitors?: components["schemas"]["CompetitorId"][] | null;
            /** @description The people at the customer. */
            contacts?: components["schemas"]["ContactId"][] | null;
            /** @description With whom. */
            customer?: components["schemas"]["CustomerId"];
            expected_close?: components["schemas"]["Day"] | null;
            /** @description 生産管理システム刷新 */
            name?: string;
            /** @description Who is in charge. */
            owner?: components["schemas"]["MemberId"];
            /**
             * Format: int32
             * @description Percent, 0 to 100. None: the usual one of the stage.
             */
            probability?: number | null;
            /** @description What is to be sold. */
            products?: components["schemas"]["ProductId"][] | null;
            /** @description Where it stands. */
            stage?: components["schemas"]["StageId"] | null;
            /** @description Who else works on it. */
            team?: components["schemas"]["TeamMember"][] | null;
            /** @description Who may see it. */
            visibility?: components["schemas"]["Visibility"] | null;
        };
        /** @description A deal as it was when a report was filed, with the report's own changes in it. */
        DealSnapshot: {
            /**
             * Format: int64
             * @description Yen; none: not known.
             */
            amount_yen: number | null;
            /** @description Who sold against us. */
            competitors: components["schemas"]["CompetitorId"][];
            /** @description The customer. */
            customer: components["schemas"]["CustomerId"];
            expected_close: components["schemas"]["Day"] | null;
            /** @description Who was in charge. */
            owner: components["schemas"]["MemberId"];
            /**
             * Format: int32
             * @description Percent; none: the usual one of the stage.
             */
            probability: number | null;
            /** @description Where it stood. */
            stage: components["schemas"]["StageId"];
            stage_before: components["schemas"]["StageId"] | null;
        };
        /** @description A change of a deal, with names. */
        DealStepView: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            by: components["schemas"]["MemberRef"] | null;
            report: components["schemas"]["ReportId"] | null;
            /** @description The event. */
            seq: components["schemas"]["Seq"];
            /** @description Where the deal stood from then on. */
            standing: components["schemas"]["Standing"];
        };
        /**
         * @description The part that a contact has in the decision to buy.
         * @enum {string}
         */
        DecisionRole: "unknown" | "decider" | "influencer" | "user" | "gatekeeper";
        /** @description A department. */
        Department: {
            head: components["schemas"]["MemberId"] | null;
            /** @description 西日本営業部 */
            name: string;
            parent: components["schemas"]["DepartmentId"] | null;
        } & {
            /** @description The department's number. */
            id: components["schemas"]["DepartmentId"];
        };
        /** @description What is known of a department, and what may be changed. */
        DepartmentFields: {
            head?: components["schemas"]["MemberId"] | null;
            /** @description 西日本営業部 */
            name: string;
            parent?: components["schemas"]["DepartmentId"] | null;
        };
        /**
         * Format: int64
         * @description A department.
         */
        DepartmentId: number;
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        DepartmentPatch: {
            head?: components["schemas"]["MemberId"] | null;
            /** @description 西日本営業部 */
            name?: string;
            parent?: components["schemas"]["DepartmentId"] | null;
        };
        /**
         * Format: int64
         * @description A device that takes push notifications.
         */
        DeviceId: number;
        /** @description A device as its owner sees it: not its secrets. */
        DeviceView: {
            /** @description The device's number. */
            id: components["schemas"]["DeviceId"];
            last: components["schemas"]["OutcomeView"] | null;
            /** @description What it is called. */
            name: string;
            /** @description Since when. */
            registered_at: components["schemas"]["Timestamp"];
            /** @description The push service that it listens to. */
            service: string;
            shown_at: components["schemas"]["Timestamp"] | null;
        };
        /** @description What a report said before it was corrected. */
        EarlierVersion: {
            /** @description When it was corrected. */
            corrected_at: components["schemas"]["Timestamp"];
            /** @description The fields as they were. */
            fields: components["schemas"]["FieldValues"];
            /** @description Who was said to have been met. */
            met: components["schemas"]["ContactId"][];
            /** @description When it was said to have happened. */
            occurred_at: components["schemas"]["Timestamp"];
            /** @description The text as it was. */
            text: string;
        };
        /** @description What it took to file a report, from the first tap on "new" to the last on "file". */
        Effort: {
            /**
             * Format: int32
             * @description Seconds.
             */
            seconds: number;
            /**
             * Format: int32
             * @description Taps and clicks, without those that put the caret into a text.
             */
            taps: number;
        };
        /** @description What happened, to those whom it concerns. */
        EventFrame: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            badge?: components["schemas"]["Badge"] | null;
            /** @description With `bookmarked`: whether they are bookmarked now. */
            bookmarked?: boolean | null;
            by?: components["schemas"]["MemberRef"] | null;
            card?: components["schemas"]["Card"] | null;
            /** @description The client's own reference, on the frames of the member whose command it was. */
            client_ref?: string | null;
            /** @description Everything up to here has been sent; hand it back to resume. */
            cursor: components["schemas"]["Seq"];
            deal?: components["schemas"]["DealId"] | null;
            /** @description What kind of thing happened. */
            kind: components["schemas"]["EventKind"];
            /** @description The cards that were read, marked unread, bookmarked or lost. */
            reports?: components["schemas"]["ReportId"][];
            /** @description The event. */
            seq: components["schemas"]["Seq"];
            /** @description With `read`: whether they are unread now. */
            unread?: boolean | null;
        };
        /**
         * @description What kind of thing happened.
         * @enum {string}
         */
        EventKind: "report_filed" | "report_corrected" | "reply_added" | "reaction_set" | "acknowledged" | "consult_changed" | "next_move_changed" | "deal_changed" | "read" | "bookmarked" | "receipt" | "masters_changed" | "access_lost";
        /** @description A filled field of the template. */
        Fact: {
            /** @description The field's key. */
            key: string;
            /** @description What the form called it. */
            label: string;
            /** @description The same in English. */
            label_en: string;
            /** @description Its value. */
            value: components["schemas"]["FieldValue"];
        };
        /** @description A field of a template. */
        Field: {
            /** @description The stable name in reports and conditions: `reaction`. */
            key: string;
            /** @description What the form shows: お客様の反応. */
            label: string;
            /** @description The same in English; the label where it is empty. */
            label_en?: string;
            /** @description Whether it must be filled. */
            required?: boolean;
            /** @description What it takes. */
            type: components["schemas"]["FieldKind"];
            /** @description Why it is asked. */
            why?: string;
        };
        /** @description What a field takes. */
        FieldKind: {
            /** @enum {string} */
            kind: "text";
        } | {
            /** @enum {string} */
            kind: "number";
        } | {
            /** @enum {string} */
            kind: "day";
        } | {
            /** @enum {string} */
            kind: "flag";
        } | {
            /** @enum {string} */
            kind: "choice";
            /** @description The choices, at most [`limits::LIST_MAX`]. */
            options: string[];
        } | {
            /** @enum {string} */
            kind: "choices";
            /** @description The choices, at most [`limits::LIST_MAX`]. */
            options: string[];
        };
        /** @description The value of a field: words (also a day or a choice), a number, yes or no, or several choices. */
        FieldValue: boolean | number | string | string[];
        FieldValues: {
            [key: string]: boolean | number | string | string[];
        };
        /** @description An attachment: the lower-case hexadecimal SHA-256 of its bytes. */
        FileId: string;
        /** @description What a person files. */
        FileReport: {
            /** @description Members who are to get it besides those whom the purposes name. */
            also?: components["schemas"]["MemberId"][];
            /** @description Competitors that were talked about. */
            competitors?: components["schemas"]["CompetitorId"][];
            consult?: components["schemas"]["NewConsult"] | null;
            /** @description The deal, or the general deal of a customer (which has the customer's number). */
            deal: components["schemas"]["DealId"];
            /** @description What changed on the deal. */
            deal_changes?: components["schemas"]["DealChanges"];
            effort?: components["schemas"]["Effort"] | null;
            /** @description The fields of the template. */
            fields?: components["schemas"]["FieldValues"];
            /** @description Files that go with it. */
            files?: components["schemas"]["Attachment"][];
            /** @description Members who are named in the text. */
            mentions?: components["schemas"]["MemberId"][];
            /** @description Whom they met. */
            met?: components["schemas"]["ContactId"][];
            next_move?: components["schemas"]["NewNextMove"] | null;
            /** @description Members who are not to get it. The author's superior cannot be left out. */
            not?: components["schemas"]["MemberId"][];
            occurred_at?: components["schemas"]["Timestamp"] | null;
            /** @description Products that were talked about, besides those of the deal. */
            products?: components["schemas"]["ProductId"][];
            /** @description The form that was filled. */
            template: components["schemas"]["TemplateId"];
            /** @description What there is to say besides; may be empty. */
            text?: string;
        };
        /**
         * @description How loudly a purpose shares.
         * @enum {string}
         */
        How: "digest" | "timeline" | "notify";
        /** @description A new token. The secret is shown this once. */
        IssuedToken: {
            /** @description Goes behind `Authorization: Bearer`. */
            secret: string;
            /** @description The token. */
            token: components["schemas"]["TokenView"];
        };
        /** @description Whom a report went to, and what became of it. */
        Ledger: {
            /** @description Who filed it. */
            author: components["schemas"]["MemberId"];
            /**
             * Format: int32
             * @description How many it was delivered to.
             */
            delivered: number;
            /** @description Everybody but the author, in the order of the audience. */
            entries: components["schemas"]["LedgerEntry"][];
            /**
             * Format: int32
             * @description How many have read it.
             */
            read: number;
            /** @description The report. */
            report: components["schemas"]["ReportId"];
        };
        /** @description A member's place in the delivery ledger of a report. */
        LedgerEntry: {
            /** @description Whether they have lost the right to see it since. */
            access_lost: boolean;
            acknowledged_at: components["schemas"]["Timestamp"] | null;
            /** @description Whether it is addressed to them. */
            addressed: boolean;
            answered_at: components["schemas"]["Timestamp"] | null;
            delivered_at: components["schemas"]["Timestamp"] | null;
            displayed_at: components["schemas"]["Timestamp"] | null;
            /** @description Who. */
            member: components["schemas"]["MemberRef"];
            read_at: components["schemas"]["Timestamp"] | null;
            read_how: components["schemas"]["ReadHow"] | null;
            /** @description Why they got it. */
            reasons: components["schemas"]["Reason"][];
            /** @description When it was put into their inbox. */
            routed_at: components["schemas"]["Timestamp"];
        };
        /** @description Who you are, and what every screen needs. */
        Me: {
            /** @description Your counts. */
            badge: components["schemas"]["Badge"];
            /** @description The cursor at which this was built. */
            cursor: components["schemas"]["Seq"];
            /** @description The members whom you lead, at any level. */
            leads: components["schemas"]["MemberId"][];
            /** @description Who you are. */
            member: components["schemas"]["Member"];
            /** @description The organisation's name. */
            organisation: string;
            /** @description What it allows. */
            scopes: components["schemas"]["Scope"][];
            /** @description The way of a deal. */
            stages: components["schemas"]["Stage"][];
            /** @description The token with which you ask. */
            token: components["schemas"]["TokenId"];
        };
        /** @description A person with an account. */
        Member: {
            /** @description False once the member has left: no sign-in, no delivery. */
            active: boolean;
            /** @description Where the member belongs. */
            department: components["schemas"]["DepartmentId"];
            /** @description The number that the staff office gave. */
            employee_no: string;
            /** @description The name in kana: たなか ようこ. */
            kana: string;
            /** @description The name to sign in with; an e-mail address by habit. Lower case, unique. */
            login: string;
            /** @description The name as it is written: 田中 陽子. */
            name: string;
            /** @description Products on which the member is an expert. */
            products: components["schemas"]["ProductId"][];
            /** @description What the member may do. */
            role: components["schemas"]["Role"];
            superior: components["schemas"]["MemberId"] | null;
            /** @description 部長, 主任 … */
            title: string;
            /** @description Topics on which the member is an expert: 性能, セキュリティ … */
            topics: string[];
        } & {
            /** @description The member's number. */
            id: components["schemas"]["MemberId"];
        };
        /** @description What is known of a member, and what may be changed. */
        MemberFields: {
            /** @description False once the member has left: no sign-in, no delivery. */
            active?: boolean;
            /** @description Where the member belongs. */
            department: components["schemas"]["DepartmentId"];
            /** @description The number that the staff office gave. */
            employee_no?: string;
            /** @description The name in kana: たなか ようこ. */
            kana?: string;
            /** @description The name to sign in with; an e-mail address by habit. Lower case, unique. */
            login: string;
            /** @description The name as it is written: 田中 陽子. */
            name: string;
            /** @description Products on which the member is an expert. */
            products?: components["schemas"]["ProductId"][];
            /** @description What the member may do. */
            role?: components["schemas"]["Role"];
            superior?: components["schemas"]["MemberId"] | null;
            /** @description 部長, 主任 … */
            title?: string;
            /** @description Topics on which the member is an expert: 性能, セキュリティ … */
            topics?: string[];
        };
        /**
         * Format: int64
         * @description A person with an account.
         */
        MemberId: number;
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        MemberPatch: {
            /** @description False once the member has left: no sign-in, no delivery. */
            active?: boolean | null;
            /** @description Where the member belongs. */
            department?: components["schemas"]["DepartmentId"];
            /** @description The number that the staff office gave. */
            employee_no?: string | null;
            /** @description The name in kana: たなか ようこ. */
            kana?: string | null;
            /** @description The name to sign in with; an e-mail address by habit. Lower case, unique. */
            login?: string;
            /** @description The name as it is written: 田中 陽子. */
            name?: string;
            /** @description Products on which the member is an expert. */
            products?: components["schemas"]["ProductId"][] | null;
            /** @description What the member may do. */
            role?: components["schemas"]["Role"] | null;
            superior?: components["schemas"]["MemberId"] | null;
            /** @description 部長, 主任 … */
            title?: string | null;
            /** @description Topics on which the member is an expert: 性能, セキュリティ … */
            topics?: string[] | null;
        };
        /** @description A member by name. */
        MemberRef: {
            /** @description 技術部 */
            department: string;
            /** @description Who. */
            id: components["schemas"]["MemberId"];
            /** @description 田中 陽子 */
            name: string;
        };
        /**
         * @description What kind of thing is done.
         * @enum {string}
         */
        MoveKind: "visit" | "call" | "mail" | "proposal" | "demonstration" | "internal" | "other";
        /**
         * @description Where a next move stands.
         * @enum {string}
         */
        MoveState: "open" | "done" | "dropped";
        /** @description What is known of a product or a competitor, and what may be changed. */
        NamedFields: {
            /** @description Other names in use. */
            aliases?: string[];
            /** @description The name in kana. */
            kana?: string;
            /** @description The name. */
            name: string;
            /** @description True once it is no longer in use. */
            retired?: boolean;
        };
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        NamedPatch: {
            /** @description Other names in use. */
            aliases?: string[] | null;
            /** @description The name in kana. */
            kana?: string | null;
            /** @description The name. */
            name?: string;
            /** @description True once it is no longer in use. */
            retired?: boolean | null;
        };
        /** @description A request to come along, as it is made. */
        NewAccompany: {
            /** @description When it could be, at most ten. */
            slots?: components["schemas"]["Slot"][];
            /** @description Who is to come along. */
            who: components["schemas"]["MemberId"];
        };
        /** @description A question inside a report, as it is asked. */
        NewConsult: {
            /** @description Members who are asked by name. */
            ask?: components["schemas"]["MemberId"][];
            /** @description The products that it is about, besides those of the deal. */
            products?: components["schemas"]["ProductId"][];
            promised?: components["schemas"]["Day"] | null;
            /** @description What is asked. */
            question: string;
            /** @description What one has to know to answer it: 性能, セキュリティ … */
            topics?: string[];
        };
        /** @description A device as its browser registers it. */
        NewDevice: {
            /** @description The subscription's key `auth`, base64url. */
            auth: string;
            /** @description The subscription's endpoint. */
            endpoint: string;
            /** @description What it is called; browser and system where it is absent. */
            name?: string | null;
            /** @description The subscription's key `p256dh`, base64url. */
            p256dh: string;
        };
        /** @description A next move as it is set. */
        NewNextMove: {
            accompany?: components["schemas"]["NewAccompany"] | null;
            due?: components["schemas"]["Day"] | null;
            /** @description What kind of thing. */
            kind: components["schemas"]["MoveKind"];
            owner?: components["schemas"]["MemberId"] | null;
            /** @description What exactly: 部長同行で再訪、性能事例を提示. */
            what: string;
        };
        /** @description A password for somebody else. */
        NewPassword: {
            /**
             * Format: password
             * @description At least ten characters. Hand it over in person; its owner changes it.
             */
            new: string;
        };
        /** @description A reply as it is written. */
        NewReply: {
            /** @description Files that go with it. */
            files?: components["schemas"]["Attachment"][];
            /** @description What it is meant as. */
            kind: components["schemas"]["ReplyKind"];
            /** @description Members who are named in it. */
            mentions?: components["schemas"]["MemberId"][];
            next_move?: components["schemas"]["NewNextMove"] | null;
            /** @description What it says. */
            text: string;
        };
        /** @description A personal access token as it is asked for. */
        NewToken: {
            /**
             * Format: int32
             * @description Days that it lasts; 365 where it is absent.
             */
            days?: number | null;
            /** @description What it is for: 週報の集計. */
            name: string;
            /** @description What it allows: at most what the token with which you ask does. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description What is done next on a deal. */
        NextMove: {
            accompany: components["schemas"]["Accompany"] | null;
            /** @description On which deal. */
            deal: components["schemas"]["DealId"];
            due: components["schemas"]["Day"] | null;
            /** @description The next move's number. */
            id: components["schemas"]["NextMoveId"];
            /** @description What kind of thing. */
            kind: components["schemas"]["MoveKind"];
            /** @description Who does it. */
            owner: components["schemas"]["MemberId"];
            report: components["schemas"]["ReportId"] | null;
            /** @description When it was set. */
            set_at: components["schemas"]["Timestamp"];
            /** @description Who set it. */
            set_by: components["schemas"]["MemberId"];
            /** @description Where it stands. */
            state: components["schemas"]["MoveState"];
            /** @description What exactly. */
            what: string;
        };
        /** @description A change of a next move. What is absent stays as it is. */
        NextMoveChanges: {
            /** @default null */
            due?: components["schemas"]["Day"] | null;
            /** @default null */
            owner?: components["schemas"]["MemberId"] | null;
            /** @default null */
            state?: components["schemas"]["MoveState"] | null;
            /**
             * @description What exactly.
             * @default null
             */
            what?: string | null;
        };
        /**
         * Format: int64
         * @description What is done next on a deal. One that was set inside a report has the report's number.
         */
        NextMoveId: number;
        /** @description A next move as a card shows it. */
        NextMoveView: components["schemas"]["NextMove"] & {
            companion: components["schemas"]["MemberRef"] | null;
            /** @description Who does it. */
            owner_ref: components["schemas"]["MemberRef"];
        };
        /** @description What became of a push. */
        OutcomeView: {
            accepted_at: components["schemas"]["Timestamp"] | null;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description The stable name of what happened: `accepted`, `gone`, `throttled`, `unreachable` … */
            code: string;
            /**
             * Format: int32
             * @description The push service's HTTP status; null when no answer came.
             */
            status: number | null;
        };
        /** @description A page of a list. */
        Page_Competitor: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Competitor"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Contact: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Contact"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Customer: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Customer"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Deal: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Deal"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Department: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Department"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_DeviceView: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["DeviceView"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Member: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Member"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Product: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Product"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Purpose: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Purpose"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Template: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["Template"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_TokenView: {
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description What is on it. */
            items: components["schemas"]["TokenView"][];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /** @description A change of one's own password. */
        PasswordChange: {
            /**
             * Format: password
             * @description The password so far.
             */
            current: string;
            /**
             * Format: password
             * @description The new one: at least ten characters.
             */
            new: string;
        };
        /** @description Whom a report would go to. */
        PreviewView: {
            /** @description The deal as it would be. */
            as_of: components["schemas"]["DealSnapshot"];
            /** @description Whom, its author first. */
            audience: components["schemas"]["AudienceView"][];
        };
        /** @description What a refusal says. */
        Problem: {
            /** @description Why. The text form is stable: clients act on it. */
            code: components["schemas"]["Code"];
            /** @description What exactly, in English; names the field where there is one. */
            detail: string;
            /** @description The request's number, as in the header `X-Request-Id` and in the server's log. */
            request_id: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The code in words. */
            title: string;
            /** @description `urn:uchite:problem:` and the code. */
            type: string;
        };
        /** @description Something we sell. */
        Product: {
            /** @description Other names in use. */
            aliases: string[];
            /** @description The name in kana. */
            kana: string;
            /** @description The name. */
            name: string;
            /** @description True once it is no longer in use. */
            retired: boolean;
        } & {
            /** @description The product's number. */
            id: components["schemas"]["ProductId"];
        };
        /**
         * Format: int64
         * @description Something we sell.
         */
        ProductId: number;
        /** @description A product by name. */
        ProductRef: {
            /** @description Which. */
            id: components["schemas"]["ProductId"];
            /** @description Its name. */
            name: string;
        };
        /** @description A place on a deal's way. */
        Progress: {
            /**
             * Format: int32
             * @description Steps to an order.
             */
            of: number;
            /**
             * Format: int32
             * @description Steps done, from 1; 0 for a lost deal.
             */
            step: number;
        };
        /** @description A sharing purpose. */
        Purpose: {
            deadline: components["schemas"]["Deadline"] | null;
            /** @description Whose reports. */
            from: components["schemas"]["Source"];
            /** @description How loudly. */
            how: components["schemas"]["How"];
            /** @description 相談は専門家へ */
            name: string;
            /** @description True while it does not route. */
            paused: boolean;
            /** @description To whom. */
            recipients: components["schemas"]["Recipient"][];
            /** @description Which of them. */
            what: components["schemas"]["Condition"][];
            /** @description Why it is shared, in the words of those who asked for it. */
            why: string;
        } & {
            /** @description The purpose's number. */
            id: components["schemas"]["PurposeId"];
            /**
             * Format: int32
             * @description Counts its changes, from 1.
             */
            version: number;
        };
        /** @description What is known of a purpose, and what may be changed. */
        PurposeFields: {
            deadline?: components["schemas"]["Deadline"] | null;
            /** @description Whose reports. */
            from?: components["schemas"]["Source"];
            /** @description How loudly. */
            how?: components["schemas"]["How"];
            /** @description 相談は専門家へ */
            name: string;
            /** @description True while it does not route. */
            paused?: boolean;
            /** @description To whom. */
            recipients: components["schemas"]["Recipient"][];
            /** @description Which of them. */
            what?: components["schemas"]["Condition"][];
            /** @description Why it is shared, in the words of those who asked for it. */
            why?: string;
        };
        /**
         * Format: int64
         * @description Who shares what with whom.
         */
        PurposeId: number;
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        PurposePatch: {
            deadline?: components["schemas"]["Deadline"] | null;
            /** @description Whose reports. */
            from?: components["schemas"]["Source"] | null;
            /** @description How loudly. */
            how?: components["schemas"]["How"] | null;
            /** @description 相談は専門家へ */
            name?: string;
            /** @description True while it does not route. */
            paused?: boolean | null;
            /** @description To whom. */
            recipients?: components["schemas"]["Recipient"][];
            /** @description Which of them. */
            what?: components["schemas"]["Condition"][] | null;
            /** @description Why it is shared, in the words of those who asked for it. */
            why?: string | null;
        };
        /** @description The server's public key for pushes. */
        PushKey: {
            /** @description base64url of an uncompressed point on P-256: the `applicationServerKey` of a subscription. */
            key: string;
        };
        /** @description How many reacted how. */
        ReactionCount: {
            /**
             * Format: int32
             * @description How many.
             */
            count: number;
            /** @description How. */
            kind: components["schemas"]["ReactionKind"];
        };
        /**
         * @description What a reaction says.
         * @enum {string}
         */
        ReactionKind: "like" | "celebrate" | "insight" | "thanks" | "support";
        /** @description What of the inbox to mark read. */
        ReadAll: {
            /**
             * @description Only what is addressed to you.
             * @default false
             */
            addressed?: boolean;
        };
        /**
         * @description How a card came to be read.
         * @enum {string}
         */
        ReadHow: "displayed" | "opened" | "acknowledged" | "bulk";
        /** @description Up to where a card was read. */
        ReadUpTo: {
            /** @description The card's `seq` as you saw it: what came after it stays unread. */
            upto: components["schemas"]["Seq"];
        };
        /** @description Why a member got a card. */
        Reason: {
            /** @enum {string} */
            why: "author";
        } | {
            /** @description What it was called. */
            name: string;
            /** @description The purpose. */
            purpose: components["schemas"]["PurposeId"];
            /**
             * Format: int32
             * @description The version that routed it.
             */
            version: number;
            /** @description As what it found them. */
            via: components["schemas"]["Via"];
            /** @enum {string} */
            why: "purpose";
        } | {
            /** @enum {string} */
            why: "mentioned";
        } | {
            /** @enum {string} */
            why: "asked";
        } | {
            /** @enum {string} */
            why: "next_move";
        } | {
            /** @enum {string} */
            why: "accompany";
        } | {
            /** @enum {string} */
            why: "added";
        } | {
            /** @enum {string} */
            why: "replied";
        };
        /** @description Who is to get it. */
        Recipient: {
            /**
             * Format: int32
             * @description 1: the direct one alone.
             */
            levels: number;
            /** @enum {string} */
            to: "superior";
        } | {
            /** @enum {string} */
            to: "deal_owner";
        } | {
            role?: components["schemas"]["TeamRole"] | null;
            /** @enum {string} */
            to: "deal_team";
        } | {
            /** @enum {string} */
            to: "customer_owner";
        } | {
            /** @enum {string} */
            to: "experts";
        } | {
            /** @description The department. */
            department: components["schemas"]["DepartmentId"];
            /** @enum {string} */
            to: "department";
        } | {
            /** @description The role. */
            role: components["schemas"]["Role"];
            /** @enum {string} */
            to: "role";
        } | {
            /** @description The members. */
            members: components["schemas"]["MemberId"][];
            /** @enum {string} */
            to: "members";
        } | {
            /** @enum {string} */
            to: "acquaintances";
        };
        /**
         * Format: int64
         * @description An answer on a report.
         */
        ReplyId: number;
        /**
         * @description What a reply is meant as.
         * @enum {string}
         */
        ReplyKind: "advice" | "instruction" | "question" | "information" | "acknowledgement";
        /** @description A reply as a card shows it. */
        ReplyView: {
            /** @description Whether it is the answer to the consult. */
            answer: boolean;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who wrote it. */
            author: components["schemas"]["MemberRef"];
            /** @description Files. */
            files: components["schemas"]["Attachment"][];
            /** @description The reply's number. */
            id: components["schemas"]["ReplyId"];
            /** @description What it is meant as. */
            kind: components["schemas"]["ReplyKind"];
            /** @description Members named in it. */
            mentions: components["schemas"]["MemberRef"][];
            /** @description What it says. */
            text: string;
        };
        /** @description A card with its whole conversation and history. */
        ReportDetail: {
            /** @description The card. */
            card: components["schemas"]["Card"];
            correctable_until: components["schemas"]["Timestamp"] | null;
            /** @description The cursor at which this was built. */
            cursor: components["schemas"]["Seq"];
            /** @description What it said before, the oldest first. */
            earlier: components["schemas"]["EarlierVersion"][];
            /** @description Every next move that was set on it. */
            next_moves: components["schemas"]["NextMoveView"][];
            /** @description Every reply, the oldest first. */
            replies: components["schemas"]["ReplyView"][];
        };
        /**
         * Format: int64
         * @description A filed report; its card has the same number.
         */
        ReportId: number;
        /**
         * @description What a member may do.
         * @enum {string}
         */
        Role: "admin" | "manager" | "member";
        /**
         * @description What a token allows.
         * @enum {string}
         */
        Scope: "read" | "write" | "admin";
        /**
         * Format: int64
         * @description An event's number in the log: one order for the whole organisation, assigned at commit.
         *
         *     Starts at 1 and has no gaps; 0 means "before the first". Stays under 2^53, so that it is exact as a
         *     JavaScript `number`.
         * @example 4711
         */
        Seq: number;
        /** @description From the server. */
        ServerFrame: {
            /** @description The server's clock. */
            at: components["schemas"]["Timestamp"];
            /** @description Your counts. */
            badge: components["schemas"]["Badge"];
            /** @description Everything up to here is in what HTTP returns from now on. */
            cursor: components["schemas"]["Seq"];
            /**
             * Format: int64
             * @description Bytes of the largest frame that the server takes.
             */
            frame_max_bytes: number;
            /**
             * Format: int64
             * @description Say something at least so often, in milliseconds; a ping will do.
             */
            heartbeat_ms: number;
            /** @description Who you are. */
            member: components["schemas"]["MemberRef"];
            /** @description The server's version. */
            server: string;
            /**
             * Format: int64
             * @description The session's number in this process, for the logs.
             */
            session: number;
            /** @enum {string} */
            type: "hello";
        } | (components["schemas"]["EventFrame"] & {
            /** @enum {string} */
            type: "event";
        }) | {
            /**
             * Format: int32
             * @description Unread cards that are addressed to you.
             */
            addressed: number;
            /** @enum {string} */
            type: "badge";
            /**
             * Format: int32
             * @description All unread cards.
             */
            unread: number;
        } | {
            /** @description The reference of the refused command, if it had a readable one. */
            client_ref: string | null;
            /** @description Why. */
            code: components["schemas"]["Code"];
            /** @description What exactly. */
            detail: string;
            /** @description Whether the same frame may succeed later. */
            retryable: boolean;
            /** @enum {string} */
            type: "rejected";
        } | {
            /** @description Up to here. */
            cursor: components["schemas"]["Seq"];
            /** @enum {string} */
            type: "resumed";
        } | {
            /** @description The server's cursor. */
            cursor: components["schemas"]["Seq"];
            /** @enum {string} */
            type: "resync";
        } | {
            /** @description Everything up to here has been sent. */
            cursor: components["schemas"]["Seq"];
            /** @enum {string} */
            type: "pong";
        } | {
            /**
             * Format: int64
             * @description Come back after so many milliseconds, give or take.
             */
            retry_after_ms: number;
            /** @enum {string} */
            type: "bye";
        };
        /** @description A device that showed a push. */
        Shown: {
            /** @description The endpoint of its subscription. */
            endpoint: string;
        };
        /** @description A sign-in. Its secret is in the cookie alone. */
        SignedIn: {
            /** @description When it ends. */
            expires_at: components["schemas"]["Timestamp"];
            /** @description Who you are. */
            member: components["schemas"]["Member"];
            /** @description The sign-in's number among your tokens. */
            token: components["schemas"]["TokenId"];
        };
        /** @description A span of time on which people could meet. */
        Slot: {
            /** @description When it begins. */
            from: components["schemas"]["Timestamp"];
            /** @description When it ends; after `from`. */
            until: components["schemas"]["Timestamp"];
        };
        /** @description Whose reports a purpose takes. */
        Source: {
            /** @enum {string} */
            of: "anybody";
        } | {
            /** @description The departments. */
            any_of: components["schemas"]["DepartmentId"][];
            /** @enum {string} */
            of: "departments";
        } | {
            /** @description The roles. */
            any_of: components["schemas"]["Role"][];
            /** @enum {string} */
            of: "roles";
        };
        /** @description A step of a deal's way. The list of stages belongs to the organisation; a stage's id is its place in it. */
        Stage: {
            /** @description 商談 */
            name: string;
            /** @description Whether the deal ends here. */
            outcome?: components["schemas"]["StageOutcome"];
            /**
             * Format: int32
             * @description The usual probability of an order, in percent.
             */
            probability: number;
        };
        /**
         * Format: int32
         * @description A step of a deal's way, by its place in the organisation's list of stages (0 is the first).
         */
        StageId: number;
        /**
         * @description How a stage ends a deal, if it does.
         * @enum {string}
         */
        StageOutcome: "open" | "won" | "lost";
        /** @description A stage by name. */
        StageRef: {
            /** @description Which. */
            id: components["schemas"]["StageId"];
            /** @description 商談 */
            name: string;
            /** @description Whether the deal ends here. */
            outcome: components["schemas"]["StageOutcome"];
        };
        /** @description The way of a deal. A stage's number is its place here, from 0. */
        Stages: {
            /** @description The stages, in order. */
            stages: components["schemas"]["Stage"][];
        };
        /** @description Where a deal stands: as of filing, or as of now. */
        Standing: {
            /**
             * Format: int64
             * @description Yen; null: not known (未入力).
             */
            amount_yen: number | null;
            /** @description Who sells against us. */
            competitors: components["schemas"]["CompetitorRef"][];
            expected_close: components["schemas"]["Day"] | null;
            /** @description Who is in charge. */
            owner: components["schemas"]["MemberRef"];
            /**
             * Format: int32
             * @description Percent: the deal's own, else the usual one of the stage.
             */
            probability: number;
            /** @description The stage. */
            stage: components["schemas"]["StageRef"];
        };
        /** @description The stock panel of a card. */
        Stock: {
            /** @description The people at the customer on this deal now, who decides first, [`CARD_CONTACTS`] at most. */
            contacts: components["schemas"]["ContactRef"][];
            /** @description The customer. */
            customer: components["schemas"]["CustomerRef"];
            /** @description The deal. */
            deal: components["schemas"]["DealId"];
            /** @description Its name. */
            deal_name: string;
            /** @description Whether it is the general deal (案件外) of its customer. */
            general: boolean;
            /** @description How it stands now. */
            now: components["schemas"]["Standing"];
            /** @description How many steps the way has, and on which one it stands now, for the progress bar. */
            progress: components["schemas"]["Progress"];
            stage_before: components["schemas"]["StageRef"] | null;
            /** @description Since when it stands in its stage. */
            stage_since: components["schemas"]["Timestamp"];
            /** @description How it stood when the report was filed, with the report's changes in it. */
            then: components["schemas"]["Standing"];
        };
        /** @description A member of a deal's team. */
        TeamMember: {
            /** @description Who. */
            member: components["schemas"]["MemberId"];
            /** @description As what. */
            role: components["schemas"]["TeamRole"];
        };
        /**
         * @description The part of a member in a deal's team.
         * @enum {string}
         */
        TeamRole: "sales" | "engineer" | "support" | "other";
        /** @description A form of report. */
        Template: {
            /** @description What kind of activity it reports. */
            activity: components["schemas"]["ActivityKind"];
            /** @description Its fields, in the order of the form. */
            fields: components["schemas"]["Field"][];
            /** @description 訪問 */
            name: string;
            /** @description Visit */
            name_en: string;
            /** @description True once it is no longer offered. */
            retired: boolean;
        } & {
            /** @description The template's number. */
            id: components["schemas"]["TemplateId"];
        };
        /** @description What is known of a template, and what may be changed. */
        TemplateFields: {
            /** @description What kind of activity it reports. */
            activity: components["schemas"]["ActivityKind"];
            /** @description Its fields, in the order of the form. */
            fields?: components["schemas"]["Field"][];
            /** @description 訪問 */
            name: string;
            /** @description Visit */
            name_en?: string;
            /** @description True once it is no longer offered. */
            retired?: boolean;
        };
        /**
         * Format: int64
         * @description A form of report.
         */
        TemplateId: number;
        /** @description A JSON merge patch: what is absent stays, null takes back. */
        TemplatePatch: {
            /** @description What kind of activity it reports. */
            activity?: components["schemas"]["ActivityKind"];
            /** @description Its fields, in the order of the form. */
            fields?: components["schemas"]["Field"][] | null;
            /** @description 訪問 */
            name?: string;
            /** @description Visit */
            name_en?: string | null;
            /** @description True once it is no longer offered. */
            retired?: boolean | null;
        };
        /** @description A page of a timeline. */
        Timeline: {
            /** @description The cards, the newest first. */
            cards: components["schemas"]["Card"][];
            /** @description The cursor at which this was built: a live session goes on from here. */
            cursor: components["schemas"]["Seq"];
            /** @description Hand it back as `after` for the next page; null: that was all. */
            next: string | null;
        };
        /**
         * Format: int64
         * @description A moment: milliseconds since 1970-01-01T00:00:00Z.
         * @example 1795000000000
         */
        Timestamp: number;
        /**
         * Format: int64
         * @description A personal access token or a browser's sign-in.
         */
        TokenId: number;
        /**
         * @description What kind of token it is.
         * @enum {string}
         */
        TokenKind: "browser" | "personal";
        /** @description A token as its owner sees it: never its secret. */
        TokenView: {
            /** @description Whether it is the one with which you ask. */
            current: boolean;
            /** @description When it ends. */
            expires_at: components["schemas"]["Timestamp"];
            /** @description The token's number. */
            id: components["schemas"]["TokenId"];
            /** @description When it was issued. */
            issued_at: components["schemas"]["Timestamp"];
            /** @description What kind it is. */
            kind: components["schemas"]["TokenKind"];
            last_used_at: components["schemas"]["Timestamp"] | null;
            /** @description What it is called. */
            name: string;
            /** @description What it allows. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description An uploaded file. Who uploaded it may attach it to what they file. */
        Uploaded: {
            /**
             * Format: int64
             * @description Its size in bytes.
             */
            bytes: number;
            /** @description Names it in a report's or reply's `files`. */
            id: components["schemas"]["FileId"];
            /** @description Its sniffed media type. */
            media_type: string;
            /** @description The name under which it is shown and saved. */
            name: string;
        };
        /**
         * @description As what a member was found by a purpose.
         * @enum {string}
         */
        Via: "superior" | "deal_owner" | "deal_team" | "customer_owner" | "expert" | "department" | "role" | "named" | "acquaintance";
        /**
         * @description Who may see a deal and its reports, besides its owner, its team and their superiors.
         * @enum {string}
         */
        Visibility: "company" | "department" | "team";
        /** @description What of a card concerns the one who sees it. */
        You: {
            /** @description Whether you took note. */
            acknowledged: boolean;
            /** @description Whether it is addressed to you, as against merely watched. */
            addressed: boolean;
            /** @description Whether you want to come back to it. Nobody else knows. */
            bookmarked: boolean;
            /** @description How loudly it was shared with you. */
            how: components["schemas"]["How"];
            /** @description How you reacted. */
            reactions: components["schemas"]["ReactionKind"][];
            /** @description Why you got it; empty when you only looked it up. */
            reasons: components["schemas"]["Reason"][];
            /** @description Whether something on it that concerns you is newer than what you read. */
            unread: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_competitors: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Competitor"];
                };
            };
        };
    };
    add_competitor: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Competitor"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Competitor"];
                };
            };
        };
    };
    get_competitor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CompetitorId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Competitor"];
                };
            };
        };
    };
    change_competitor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CompetitorId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Competitor"];
                };
            };
        };
    };
    list_contacts: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Those of these customers. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name or of its kana. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Contact"];
                };
            };
        };
    };
    add_contact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    get_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ContactId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    change_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ContactId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    list_customers: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Customer"];
                };
            };
        };
    };
    add_customer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    get_customer_timeline: {
        parameters: {
            query?: {
                /** @description Addressed to you alone. */
                addressed?: boolean;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Yen: the deal's amount now, at most. */
                amount_max?: number;
                /** @description Yen: the deal's amount now, at least. */
                amount_min?: number;
                /** @description The author. */
                author?: components["schemas"]["MemberId"][];
                /** @description Bookmarked by you alone; in my timeline also what was never shared with me. */
                bookmarked?: boolean;
                /** @description A competitor of the deal now. */
                competitor?: components["schemas"]["CompetitorId"][];
                /** @description With a question in it; `waits`: one that nobody has answered yet. */
                consult?: "any" | "waits";
                /** @description The customer. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description The deal. */
                deal?: components["schemas"]["DealId"][];
                /** @description The author's department, or one below it. */
                department?: components["schemas"]["DepartmentId"][];
                /** @description The kind of activity. */
                kind?: ("visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other")[];
                /** @description Cards on the page, 50 where it is absent. */
                limit?: number;
                /** @description In charge of the deal now. */
                owner?: components["schemas"]["MemberId"][];
                /** @description The purpose that brought it to you. */
                purpose?: components["schemas"]["PurposeId"][];
                /** @description The newest first: by filing, or by what last happened. */
                sort?: "posted" | "activity";
                /** @description The deal's stage now. */
                stage?: components["schemas"]["StageId"][];
                /** @description The form. */
                template?: components["schemas"]["TemplateId"][];
                /** @description Unread alone. */
                unread?: boolean;
            };
            header?: never;
            path: {
                customer: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    get_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    change_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    list_deals: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Those of these customers. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description True: general deals (案件外) alone; false: none of them. */
                general?: boolean;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description Those of which one of these is in charge or in the team. */
                member?: components["schemas"]["MemberId"][];
                /** @description Those of which one of these is in charge. */
                owner?: components["schemas"]["MemberId"][];
                /** @description A part of the name. */
                q?: string;
                /** @description Those in one of these stages. */
                stage?: components["schemas"]["StageId"][];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Deal"];
                };
            };
        };
    };
    open_deal: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DealFields"];
            };
        };
        responses: {
            /** @description It had been opened before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
        };
    };
    get_deal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deal: components["schemas"]["DealId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
        };
    };
    change_deal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deal: components["schemas"]["DealId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DealPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
        };
    };
    get_deal_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deal: components["schemas"]["DealId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealHistory"];
                };
            };
        };
    };
    set_next_move: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path: {
                deal: components["schemas"]["DealId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNextMove"];
            };
        };
        responses: {
            /** @description It had been set before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextMoveView"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextMoveView"];
                };
            };
        };
    };
    get_deal_timeline: {
        parameters: {
            query?: {
                /** @description Addressed to you alone. */
                addressed?: boolean;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Yen: the deal's amount now, at most. */
                amount_max?: number;
                /** @description Yen: the deal's amount now, at least. */
                amount_min?: number;
                /** @description The author. */
                author?: components["schemas"]["MemberId"][];
                /** @description Bookmarked by you alone; in my timeline also what was never shared with me. */
                bookmarked?: boolean;
                /** @description A competitor of the deal now. */
                competitor?: components["schemas"]["CompetitorId"][];
                /** @description With a question in it; `waits`: one that nobody has answered yet. */
                consult?: "any" | "waits";
                /** @description The customer. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description The deal. */
                deal?: components["schemas"]["DealId"][];
                /** @description The author's department, or one below it. */
                department?: components["schemas"]["DepartmentId"][];
                /** @description The kind of activity. */
                kind?: ("visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other")[];
                /** @description Cards on the page, 50 where it is absent. */
                limit?: number;
                /** @description In charge of the deal now. */
                owner?: components["schemas"]["MemberId"][];
                /** @description The purpose that brought it to you. */
                purpose?: components["schemas"]["PurposeId"][];
                /** @description The newest first: by filing, or by what last happened. */
                sort?: "posted" | "activity";
                /** @description The deal's stage now. */
                stage?: components["schemas"]["StageId"][];
                /** @description The form. */
                template?: components["schemas"]["TemplateId"][];
                /** @description Unread alone. */
                unread?: boolean;
            };
            header?: never;
            path: {
                deal: components["schemas"]["DealId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    list_departments: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Department"];
                };
            };
        };
    };
    add_department: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepartmentFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
        };
    };
    get_department_timeline: {
        parameters: {
            query?: {
                /** @description Addressed to you alone. */
                addressed?: boolean;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Yen: the deal's amount now, at most. */
                amount_max?: number;
                /** @description Yen: the deal's amount now, at least. */
                amount_min?: number;
                /** @description The author. */
                author?: components["schemas"]["MemberId"][];
                /** @description Bookmarked by you alone; in my timeline also what was never shared with me. */
                bookmarked?: boolean;
                /** @description A competitor of the deal now. */
                competitor?: components["schemas"]["CompetitorId"][];
                /** @description With a question in it; `waits`: one that nobody has answered yet. */
                consult?: "any" | "waits";
                /** @description The customer. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description The deal. */
                deal?: components["schemas"]["DealId"][];
                /** @description The author's department, or one below it. */
                department?: components["schemas"]["DepartmentId"][];
                /** @description The kind of activity. */
                kind?: ("visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other")[];
                /** @description Cards on the page, 50 where it is absent. */
                limit?: number;
                /** @description In charge of the deal now. */
                owner?: components["schemas"]["MemberId"][];
                /** @description The purpose that brought it to you. */
                purpose?: components["schemas"]["PurposeId"][];
                /** @description The newest first: by filing, or by what last happened. */
                sort?: "posted" | "activity";
                /** @description The deal's stage now. */
                stage?: components["schemas"]["StageId"][];
                /** @description The form. */
                template?: components["schemas"]["TemplateId"][];
                /** @description Unread alone. */
                unread?: boolean;
            };
            header?: never;
            path: {
                department: components["schemas"]["DepartmentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    get_department: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DepartmentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
        };
    };
    change_department: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DepartmentId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepartmentPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
        };
    };
    upload_file: {
        parameters: {
            query?: {
                /** @description The file's name: 構成図.png */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uploaded"];
                };
            };
        };
    };
    get_inbox: {
        parameters: {
            query?: {
                /** @description Addressed to you alone. */
                addressed?: boolean;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Yen: the deal's amount now, at most. */
                amount_max?: number;
                /** @description Yen: the deal's amount now, at least. */
                amount_min?: number;
                /** @description The author. */
                author?: components["schemas"]["MemberId"][];
                /** @description Bookmarked by you alone; in my timeline also what was never shared with me. */
                bookmarked?: boolean;
                /** @description A competitor of the deal now. */
                competitor?: components["schemas"]["CompetitorId"][];
                /** @description With a question in it; `waits`: one that nobody has answered yet. */
                consult?: "any" | "waits";
                /** @description The customer. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description The deal. */
                deal?: components["schemas"]["DealId"][];
                /** @description The author's department, or one below it. */
                department?: components["schemas"]["DepartmentId"][];
                /** @description The kind of activity. */
                kind?: ("visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other")[];
                /** @description Cards on the page, 50 where it is absent. */
                limit?: number;
                /** @description In charge of the deal now. */
                owner?: components["schemas"]["MemberId"][];
                /** @description The purpose that brought it to you. */
                purpose?: components["schemas"]["PurposeId"][];
                /** @description The newest first: by filing, or by what last happened. */
                sort?: "posted" | "activity";
                /** @description The deal's stage now. */
                stage?: components["schemas"]["StageId"][];
                /** @description The form. */
                template?: components["schemas"]["TemplateId"][];
                /** @description Unread alone. */
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    get_badge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Badge"];
                };
            };
        };
    };
    read_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReadAll"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllRead"];
                };
            };
        };
    };
    undo_read_all: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                undo: components["schemas"]["Seq"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Badge"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TokenView"];
                };
            };
        };
    };
    issue_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: components["schemas"]["TokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
        };
    };
    add_member: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    get_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    change_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    set_member_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_member_timeline: {
        parameters: {
            query?: {
                /** @description Addressed to you alone. */
                addressed?: boolean;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Yen: the deal's amount now, at most. */
                amount_max?: number;
                /** @description Yen: the deal's amount now, at least. */
                amount_min?: number;
                /** @description The author. */
                author?: components["schemas"]["MemberId"][];
                /** @description Bookmarked by you alone; in my timeline also what was never shared with me. */
                bookmarked?: boolean;
                /** @description A competitor of the deal now. */
                competitor?: components["schemas"]["CompetitorId"][];
                /** @description With a question in it; `waits`: one that nobody has answered yet. */
                consult?: "any" | "waits";
                /** @description The customer. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description The deal. */
                deal?: components["schemas"]["DealId"][];
                /** @description The author's department, or one below it. */
                department?: components["schemas"]["DepartmentId"][];
                /** @description The kind of activity. */
                kind?: ("visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other")[];
                /** @description Cards on the page, 50 where it is absent. */
                limit?: number;
                /** @description In charge of the deal now. */
                owner?: components["schemas"]["MemberId"][];
                /** @description The purpose that brought it to you. */
                purpose?: components["schemas"]["PurposeId"][];
                /** @description The newest first: by filing, or by what last happened. */
                sort?: "posted" | "activity";
                /** @description The deal's stage now. */
                stage?: components["schemas"]["StageId"][];
                /** @description The form. */
                template?: components["schemas"]["TemplateId"][];
                /** @description Unread alone. */
                unread?: boolean;
            };
            header?: never;
            path: {
                member: components["schemas"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    change_next_move: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                next_move: components["schemas"]["NextMoveId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NextMoveChanges"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextMoveView"];
                };
            };
        };
    };
    accept_slot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                next_move: components["schemas"]["NextMoveId"];
                slot: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextMoveView"];
                };
            };
        };
    };
    list_products: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Product"];
                };
            };
        };
    };
    add_product: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    get_product: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    change_product: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    list_purposes: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Purpose"];
                };
            };
        };
    };
    add_purpose: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurposeFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purpose"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purpose"];
                };
            };
        };
    };
    get_purpose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["PurposeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purpose"];
                };
            };
        };
    };
    change_purpose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["PurposeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurposePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purpose"];
                };
            };
        };
    };
    list_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeviceView"];
                };
            };
        };
    };
    add_device: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDevice"];
            };
        };
        responses: {
            /** @description It was registered already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceView"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceView"];
                };
            };
        };
    };
    remove_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    test_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutcomeView"];
                };
            };
        };
    };
    get_push_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushKey"];
                };
            };
        };
    };
    push_shown: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Shown"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_templates: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Rows on the page, 200 where it is absent. */
                limit?: number;
                /** @description A part of the name, of its kana, or of another name in use; hiragana or katakana, full width or half. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Template"];
                };
            };
        };
    };
    add_template: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateFields"];
            };
        };
        responses: {
            /** @description It had been added before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    get_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["TemplateId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    change_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["TemplateId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplatePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    file_report: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileReport"];
            };
        };
        responses: {
            /** @description It had been filed before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    get_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportDetail"];
                };
            };
        };
    };
    correct_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Correction"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    get_audience: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ledger"];
                };
            };
        };
    };
    add_bookmark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bookmark"];
                };
            };
        };
    };
    remove_bookmark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bookmark"];
                };
            };
        };
    };
    accept_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reply: components["schemas"]["ReplyId"];
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    claim_consult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    reopen_consult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    get_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: components["schemas"]["FileId"];
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
        };
    };
    react: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: components["schemas"]["ReactionKind"];
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    unreact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: components["schemas"]["ReactionKind"];
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    mark_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadUpTo"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Badge"];
                };
            };
        };
    };
    add_reply: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own reference, remembered for good */
                "Idempotency-Key"?: string | null;
            };
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReply"];
            };
        };
        responses: {
            /** @description It had been written before under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
        };
    };
    mark_unread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: components["schemas"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Badge"];
                };
            };
        };
    };
    preview_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileReport"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewView"];
                };
            };
        };
    };
    get_stages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stages"];
                };
            };
        };
    };
    set_stages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Stages"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stages"];
                };
            };
        };
    };
    get_timeline: {
        parameters: {
            query?: {
                /** @description Addressed to you alone. */
                addressed?: boolean;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Yen: the deal's amount now, at most. */
                amount_max?: number;
                /** @description Yen: the deal's amount now, at least. */
                amount_min?: number;
                /** @description The author. */
                author?: components["schemas"]["MemberId"][];
                /** @description Bookmarked by you alone; in my timeline also what was never shared with me. */
                bookmarked?: boolean;
                /** @description A competitor of the deal now. */
                competitor?: components["schemas"]["CompetitorId"][];
                /** @description With a question in it; `waits`: one that nobody has answered yet. */
                consult?: "any" | "waits";
                /** @description The customer. */
                customer?: components["schemas"]["CustomerId"][];
                /** @description The deal. */
                deal?: components["schemas"]["DealId"][];
                /** @description The author's department, or one below it. */
                department?: components["schemas"]["DepartmentId"][];
                /** @description The kind of activity. */
                kind?: ("visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other")[];
                /** @description Cards on the page, 50 where it is absent. */
                limit?: number;
                /** @description In charge of the deal now. */
                owner?: components["schemas"]["MemberId"][];
                /** @description The purpose that brought it to you. */
                purpose?: components["schemas"]["PurposeId"][];
                /** @description The newest first: by filing, or by what last happened. */
                sort?: "posted" | "activity";
                /** @description The deal's stage now. */
                stage?: components["schemas"]["StageId"][];
                /** @description The form. */
                template?: components["schemas"]["TemplateId"][];
                /** @description Unread alone. */
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
}
