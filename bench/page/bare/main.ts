import { editorOptions } from '../../../web/editor/editor-options.ts';
import { monaco } from '../../../web/editor/monaco.ts';

/** The same Monaco with the same look and workers, but no room: the least that typing in it can cost. */
const host = document.querySelector<HTMLElement>('#editor');
if (!host) throw new Error('the bare page has no place for the editor');
const text = await (await fetch(`/${new URLSearchParams(location.search).get('file')}`)).text();
const language = new URLSearchParams(location.search).get('language') ?? 'plaintext';
monaco.editor.create(host, { ...editorOptions, minimap: { enabled: false }, value: text, language });
