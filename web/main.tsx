import '@fontsource-variable/jetbrains-mono/wght.css';
import { render } from 'solid-js/web';
import './tokens.css';
import './global.css';
import './ui/button.css';
import './ui/menu.css';
import { App } from './App.tsx';
import { startTheme } from './theme.ts';
import { trackFocus } from './ui/focus.ts';
import { shieldComposition } from './ui/keyboard.ts';

startTheme();
shieldComposition();
trackFocus();
const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
render(() => <App />, root);
