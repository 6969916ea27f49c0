import { createSignal, For, type JSX, onMount, Show } from 'solid-js';
import type { Usage, UsageLimits, Used } from '../../shared/usage.ts';
import type { Coder } from '../coder/coder.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { formatCost, formatCount } from '../ui/format.ts';
import { Modal } from '../ui/Modal.tsx';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import { problemOf } from './context.ts';
import { loadUsage, setUsageLimits } from './usage-calls.ts';
import { UsageLimitsForm } from './UsageLimitsForm.tsx';

/** What the room's turns have used, and what they may use in a day and a turn. */
export function UsageDialog(props: { coder: Coder; isOwner: boolean; onClose: () => void }) {
  const [usage, setUsage] = createSignal<Usage>();
  const [problem, setProblem] = createSignal('');
  const load = async (): Promise<void> => {
    setProblem('');
    try {
      setUsage(await loadUsage(props.coder.call));
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  onMount(() => void load());
  const setLimits = async (limits: UsageLimits): Promise<void> => {
    setUsage(await setUsageLimits(props.coder.call, limits));
  };
  return (
    <Modal title="Usage and limits" onClose={() => props.onClose()}>
      <div class="usage">
        <Show when={problem()}>
          <p class="chat-problem" role="alert">
            {problem()}{' '}
            <button type="button" class="chat-step-link" onClick={() => void load()}>
              Try again
            </button>
          </p>
        </Show>
        <Show
          when={usage()}
          fallback={
            <Show when={!problem()}>
              <SkeletonLines widths={[280, 240, 260]} />
            </Show>
          }
        >
          {(now) => (
            <>
              <p class="usage-today">{todayWords(now())}</p>
              <Tables usage={now()} />
              <UsageLimitsForm usage={now()} isOwner={props.isOwner} onSave={setLimits} />
            </>
          )}
        </Show>
      </div>
    </Modal>
  );
}

/** `12.3k of 500.0k tokens today, $0.12 of $2.00`. */
function todayWords({ counted, limits, serverTokensPerDay }: Usage): string {
  const most = Math.min(limits.tokensPerDay ?? Infinity, serverTokensPerDay);
  const tokens = `${formatCount(counted.tokens)} of ${formatCount(most)} tokens today`;
  const { dollarsPerDay } = limits;
  return dollarsPerDay === undefined
    ? `${tokens}.`
    : `${tokens}, ${formatCost(counted.dollars)} of ${formatCost(dollarsPerDay)}.`;
}

function Tables(props: { usage: Usage }) {
  return (
    <div class="usage-scroll" tabindex="0" role="group" aria-label="Tables of usage">
      <table class="usage-table">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Of</span>
            </th>
            <th scope="col">Turns</th>
            <th scope="col">Tokens</th>
            <th scope="col">Cached</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          <Row name="Today" used={props.usage.today} />
          <Row name="Last 7 days" used={props.usage.week} />
          <Row name="Last 30 days" used={props.usage.month} />
        </tbody>
        <Show when={props.usage.month.turns > 0}>
          <Heading name="By model, last 30 days" />
          <tbody>
            <For each={props.usage.byModel}>{(used) => <Row name={used.model} used={used} />}</For>
          </tbody>
          <Heading name="By person, last 30 days" />
          <tbody>
            <For each={props.usage.byPerson}>
              {(used) => (
                <Row
                  name={
                    <span class="usage-person">
                      <Avatar user={used.by} size="s" /> {used.by.name}
                    </span>
                  }
                  used={used}
                />
              )}
            </For>
          </tbody>
        </Show>
      </table>
      <Show when={props.usage.month.isAbout}>
        <p class="usage-note">“About”: by public list prices, which may not be what your provider charges.</p>
      </Show>
      <Show when={props.usage.month.isPartial}>
        <p class="usage-note">
          Costs leave out models whose price is not known; whoever runs this server can give it in
          MODEL_PRICES.
        </p>
      </Show>
    </div>
  );
}

function Heading(props: { name: string }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colspan="5" class="usage-heading">
          {props.name}
        </th>
      </tr>
    </tbody>
  );
}

function Row(props: { name: JSX.Element; used: Used }) {
  const total = () => props.used.inputTokens + props.used.outputTokens;
  return (
    <tr>
      <th scope="row">{props.name}</th>
      <td>{props.used.turns}</td>
      <td title={`${props.used.inputTokens} in, ${props.used.outputTokens} out`}>{formatCount(total())}</td>
      <td>{cachedShare(props.used)}</td>
      <td>{costWords(props.used)}</td>
    </tr>
  );
}

/** The part of the input that the provider had in its cache. */
const cachedShare = ({ inputTokens, cachedTokens }: Used): string =>
  inputTokens > 0 ? `${Math.round((cachedTokens / inputTokens) * 100)} %` : '–';

const costWords = ({ cost, isAbout }: Used): string =>
  cost === undefined ? '–' : `${isAbout ? 'about ' : ''}${formatCost(cost)}`;
