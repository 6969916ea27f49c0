import CircleX from 'lucide-solid/icons/circle-x';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { createMemo } from 'solid-js';
import { ariaKeysOf, keyNameOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import { createLasting } from '../ui/lasting.ts';
import { LiveText } from '../ui/LiveText.tsx';
import { describeCounts } from './problem-counts.ts';
import { useProblems } from './problems.ts';

/** The number of errors and warnings in all files, which opens their list. */
export function ProblemCount() {
  const commands = useCommands();
  const { total } = useProblems();
  const words = createMemo(() => describeCounts(total()));
  const isNone = (): boolean => total().errors + total().warnings === 0;
  /** That there are none is news only after there were some. */
  const news = createMemo<string>((before) => (before === '' && isNone() ? '' : words()), '');
  const lasting = createLasting(news);
  return (
    <>
      <button
        type="button"
        class="status-item status-problems"
        aria-keyshortcuts={ariaKeysOf('showProblems')}
        title={`Problems (${keyNameOf('showProblems')})`}
        onClick={() => commands.run('showProblems')}
      >
        <span classList={{ 'status-danger': total().errors > 0 }}>
          <CircleX size={14} />
          <LiveText text={`${total().errors}`} />
          <span class="hidden">{total().errors === 1 ? ' error, ' : ' errors, '}</span>
        </span>
        <span classList={{ 'status-warning': total().warnings > 0 }}>
          <TriangleAlert size={14} />
          <LiveText text={`${total().warnings}`} />
          <span class="hidden">{total().warnings === 1 ? ' warning' : ' warnings'}</span>
        </span>
      </button>
      <span class="hidden" role="status">
        <LiveText text={lasting()} />
      </span>
    </>
  );
}
