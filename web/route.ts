import { createRoot, createSignal } from 'solid-js';

/** Where the page is: `/` or `/r/<room>#<key>`. */
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

/** Goes to another page of this app. */
export function goTo(path: string): void {
  history.pushState(null, '', path);
  follow();
}

/** The page as it is under another address: nothing is loaded anew, and a reload comes back by that. */
export const readdress = (path: string): void => history.replaceState(null, '', path);

/** For links of this app: a plain click stays in the page, every other kind is the browser's. */
export function onLinkClick(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo(event.currentTarget.pathname + event.currentTarget.hash);
}
