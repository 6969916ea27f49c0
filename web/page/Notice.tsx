import { type JSX, Show } from 'solid-js';
import { onLinkClick } from '../route.ts';
import { Logo } from '../ui/Logo.tsx';
import './notice.css';

/** A page with only a message: what is wrong, and what to do about it. */
export function Notice(props: { title: string; text: string; children?: JSX.Element }) {
  return (
    <main class="notice">
      <Logo size={32} />
      <h1 class="notice-title">{props.title}</h1>
      <p class="notice-text" role="alert">
        {props.text}
      </p>
      <div class="notice-actions">
        {props.children}
        <Show when={location.pathname !== '/'}>
          <a class="button" href="/" onClick={onLinkClick}>
            Start page
          </a>
        </Show>
      </div>
    </main>
  );
}
