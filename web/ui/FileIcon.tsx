import Braces from 'lucide-solid/icons/braces';
import File from 'lucide-solid/icons/file';
import FileCode from 'lucide-solid/icons/file-code';
import FileText from 'lucide-solid/icons/file-text';
import { Match, Switch } from 'solid-js';

export function FileIcon(props: { path: string }) {
  const extension = () => props.path.slice(props.path.lastIndexOf('.') + 1).toLowerCase();
  return (
    <Switch fallback={<File size={16} />}>
      <Match when={/^([cm]?[jt]sx?|css|html|py|sh|vue|svelte|rs|go|c|h|cpp|java)$/.test(extension())}>
        <FileCode size={16} />
      </Match>
      <Match when={/^(jsonc?|ya?ml|toml)$/.test(extension())}>
        <Braces size={16} />
      </Match>
      <Match when={/^(md|txt|csv|log)$/.test(extension())}>
        <FileText size={16} />
      </Match>
    </Switch>
  );
}
