import Replace from 'lucide-solid/icons/replace';
import { Show } from 'solid-js';
import type { Match } from '../../shared/find-in-text.ts';

const shownBefore = 14;

/** One match in its line. While replacing, it also shows the replacement and a button to apply it. */
export function HitRow(props: {
  match: Match;
  replacing: boolean;
  onOpen: () => void;
  onReplace: () => void;
}) {
  /** The text before the match, shortened so that the match is visible in a narrow panel. */
  const beginning = (): string => {
    const text = props.match.before.trimStart();
    return text.length > shownBefore ? `…${text.slice(-shownBefore)}` : text;
  };
  const inLine = (text: string): string => text.replaceAll('\n', '⏎');
  return (
    <li class="search-hit">
      <button type="button" class="search-line-text" data-row onClick={() => props.onOpen()}>
        <span class="search-number">{props.match.line}</span>
        <span class="search-text">
          {beginning()}
          <Show when={props.replacing} fallback={<mark>{inLine(props.match.hit)}</mark>}>
            <del>{inLine(props.match.hit)}</del>
            <ins>{inLine(props.match.replacement)}</ins>
          </Show>
          {props.match.after}
        </span>
      </button>
      <Show when={props.replacing}>
        <button
          type="button"
          class="icon-button icon-button-s search-one"
          aria-label={`Replace in line ${props.match.line}`}
          title="Replace"
          onClick={() => props.onReplace()}
        >
          <Replace size={14} />
        </button>
      </Show>
    </li>
  );
}
