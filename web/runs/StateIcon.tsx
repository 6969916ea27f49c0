import Check from 'lucide-solid/icons/check';
import Clock from 'lucide-solid/icons/clock';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import Square from 'lucide-solid/icons/square';
import TimerOff from 'lucide-solid/icons/timer-off';
import X from 'lucide-solid/icons/x';
import { Dynamic } from 'solid-js/web';
import type { RunState } from '../../shared/run.ts';

const icons = {
  queued: Clock,
  running: LoaderCircle,
  succeeded: Check,
  failed: X,
  timeout: TimerOff,
  stopped: Square,
};

export function StateIcon(props: { state: RunState }) {
  return (
    <span class="runs-state" data-state={props.state} aria-hidden="true">
      <Dynamic component={icons[props.state]} size={14} />
    </span>
  );
}
