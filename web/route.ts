import { createRoot, createSignal } from 'solid-js';

/** The page that the address names: `/` or `/r/<room>#<key>`. */
export type Route = { page: 'home' } | { page: 'room'; room: string; key: string } | { page: 'unknown' };

export function routeOf(url: URL): Route {
  if (url.pathname === '/') return { page: 'home' };
  const room = /^\/r\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  return room === undefined ? { page: 'unknown' } : { page: 'room', room, key: url.hash.slice(1) };
}

const [route, setRoute] = createRoot(() => createSignal<Route>(routeOf(new URL(location.href))));
export { route };

const follow = (): void => void setRoute(routeOf(new URL(location.href)));
window.addEventListener('popstate', follow);
window.addEventListener('hashchange', follow);

/** Navigates to another page of this app. */
export function goTo(path: string): void {
  history.pushState(null, '', path);
  follow();
}

/** Changes the address without navigating: the page stays, and a reload opens the new address. */
export const replaceAddress = (path: string): void => history.replaceState(null, '', path);

/** For links within this app: a plain click navigates in the page, any other click is left to the browser. */
export function onLinkClick(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo(event.currentTarget.pathname + event.currentTarget.hash);
}
