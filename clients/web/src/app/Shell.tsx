// The frame around every screen: where one can go, what the connection does, how much waits.
import { Menu, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconBell, IconBriefcase, IconBuilding, IconHome, IconPencil, IconSearch, IconSend, IconSettings, IconUsers,
} from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { DealDesk } from "~/features/deals/DealDesk";
import { useLive } from "~/live/context";
import { useBadge } from "~/state/store";
import { Avatar, Stone } from "~/ui/card/parts";
import { count } from "~/ui/format";
import { useShortcuts } from "~/ui/keys";
import { showBadge } from "./badge";
import { CardActionsProvider } from "./cardActions";
import { KeysHelp } from "./KeysHelp";
import { LinkState, shownPhase } from "./LinkState";
import { openPalette, Palette } from "./Palette";
import { onPushedPath } from "./pushedPaths";
import { isOutdated, onNewVersion } from "./registerWorker";
import css from "./shell.module.css";
import { WayIn } from "./WayIn";

/** Screens beside which the deal of the card being read stands. */
const WITH_DESK = /^\/(reports\/.*|inbox|(members|departments)\/.*)?$/;

export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [help, setHelp] = useState(false);
  const badge = useBadge();
  useEffect(() => showBadge(badge.addressed, t("app.name")), [badge.addressed, t]);
  usePushedPaths();
  useNewVersion();
  useFollowVersion();
  useShortcuts({
    n: () => void navigate({ to: "/new" }),
    "/": () => void navigate({ to: "/search" }),
    "mod+k": openPalette,
    "?": () => setHelp(true),
  });
  const writes = path === "/new" || path.endsWith("/correct");
  const desk = WITH_DESK.test(path) && !writes;
  return (
    <CardActionsProvider>
      <a href="#main" className={css.skip}>
        {t("app.skip")}
      </a>
      <div className={css.shell} data-desk={desk} data-page={writes ? "new" : undefined} data-wide={path === "/new" || /^\/(deals|customers)\/./.test(path)}>
        <SideBar />
        <TopBar />
        <main id="main" className={css.main} tabIndex={-1}>
          <LinkState />
          {path === "/" && <WayIn />}
          <Outlet />
        </main>
        {desk && (
          <aside className={css.desk} aria-label={t("deals.stock")}>
            <DealDesk />
          </aside>
        )}
        <BottomBar />
      </div>
      <Palette />
      <KeysHelp opened={help} onClose={() => setHelp(false)} />
    </CardActionsProvider>
  );
}

function SideBar() {
  const { t } = useTranslation();
  const badge = useBadge();
  return (
    <nav className={css.side} aria-label={t("nav.main")}>
      <Link to="/" className={css.logo}>
        <Stone size={20} />
        {t("app.name")}
      </Link>
      <Link to="/new" className={css.write}>
        <IconPencil size={18} aria-hidden />
        {t("nav.report")}
        <kbd>N</kbd>
      </Link>
      <NavLink to="/" icon={IconHome} label={t("nav.timeline")} exact />
      <NavLink to="/inbox" icon={IconBell} label={t("nav.inbox")} badge={badge.addressed} />
      <NavLink to="/deals" icon={IconBriefcase} label={t("nav.deals")} />
      <NavLink to="/customers" icon={IconBuilding} label={t("nav.customers")} />
      <NavLink to="/members" icon={IconUsers} label={t("nav.people")} />
      <NavLink to="/search" icon={IconSearch} label={t("nav.search")} />
      <OutboxLink />
      <span className={css.fill} />
      <LinkDot />
      <MeMenu />
    </nav>
  );
}

function TopBar() {
  const { t } = useTranslation();
  return (
    <header className={css.top}>
      <Link to="/" className={css.logo}>
        <Stone size={18} />
        {t("app.name")}
      </Link>
      <span className={css.fill} />
      <LinkDot />
      <OutboxLink />
      <MeMenu />
    </header>
  );
}

function BottomBar() {
  const { t } = useTranslation();
  const badge = useBadge();
  return (
    <nav className={css.bottom} aria-label={t("nav.main")}>
      <NavLink to="/" icon={IconHome} label={t("nav.timeline")} exact />
      <NavLink to="/inbox" icon={IconBell} label={t("nav.inbox")} badge={badge.addressed} />
      <Link to="/new" className={css.pencil} aria-label={t("nav.report")}>
        <IconPencil size={26} />
      </Link>
      <NavLink to="/deals" icon={IconBriefcase} label={t("nav.deals")} />
      <NavLink to="/search" icon={IconSearch} label={t("nav.search")} />
    </nav>
  );
}

interface NavLinkProps {
  to: "/" | "/inbox" | "/deals" | "/customers" | "/members" | "/search" | "/outbox" | "/settings";
  icon: typeof IconHome;
  label: string;
  badge?: number;
  exact?: boolean;
  tone?: "waiting" | "refused";
}

function NavLink({ to, icon: Icon, label, badge = 0, exact = false, tone }: NavLinkProps) {
  return (
    <Link to={to} className={css.nav} activeOptions={{ exact, includeSearch: false }} activeProps={{ "data-active": true }}>
      <span className={css.navIcon}>
        <Icon size={21} stroke={1.7} aria-hidden />
      </span>
      <span className={css.navLabel}>{label}</span>
      {badge > 0 && (
        <span className={`${css.badge} num`} data-tone={tone}>
          {count(badge)}
        </span>
      )}
    </Link>
  );
}

/** Only there while something waits, so that nobody has to look after it. */
function OutboxLink() {
  const { t } = useTranslation();
  const { items } = useLive();
  const refused = items.filter((item) => item.state === "refused").length;
  const waiting = items.filter((item) => item.state === "waiting").length;
  if (refused + waiting === 0) return null;
  return (
    <NavLink
      to="/outbox"
      icon={IconSend}
      label={t("nav.outbox")}
      badge={refused + waiting}
      tone={refused > 0 ? "refused" : "waiting"}
    />
  );
}

function LinkDot() {
  const { t } = useTranslation();
  const phase = shownPhase(useLive().phase);
  return (
    <span className={css.linkDot} data-phase={phase} role="status">
      <span aria-hidden />
      <span className={css.linkText}>{t(`link.${phase}`)}</span>
    </span>
  );
}

function MeMenu() {
  const { t } = useTranslation();
  const { me, signOut } = useLive();
  const navigate = useNavigate();
  return (
    <Menu position="top-start" width={196} shadow="md" withInitialFocusPlaceholder={false} returnFocus>
      <Menu.Target>
        <UnstyledButton className={css.me}>
          <Avatar name={me.name} size={32} />
          <span>{me.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void navigate({ to: "/members/$id", params: { id: me.id } })}>
          {t("nav.me")}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: "/members" })}>{t("nav.people")}</Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: "/outbox" })}>{t("nav.outbox")}</Menu.Item>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => void navigate({ to: "/settings" })}>
          {t("nav.settings")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t("settings.signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A tapped notification leads here while the app is open. */
function usePushedPaths() {
  const navigate = useNavigate();
  useEffect(() => onPushedPath((path) => void navigate({ href: path })), [navigate]);
}

/** After another tab changed the version, the next screen comes from the new one. */
function useFollowVersion() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onBeforeNavigate", ({ toLocation, pathChanged }) => {
        if (pathChanged && isOutdated()) location.assign(toLocation.href);
      }),
    [router],
  );
}

function useNewVersion() {
  const { t } = useTranslation();
  useEffect(
    () =>
      onNewVersion((apply) => {
        notifications.show({
          id: "new-version",
          autoClose: false,
          title: t("app.newVersion"),
          message: (
            <>
              {t("app.newVersionHint")}
              <UnstyledButton className={css.update} onClick={apply}>
                {t("app.reload")}
              </UnstyledButton>
            </>
          ),
        });
      }),
    [t],
  );
}
