import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './styles/tokens.css';
import './styles/shell.css';
import './styles/bars.css';
import './styles/dialog.css';
import './styles/panel.css';
import './styles/toolbar.css';
import './styles/table.css';
import './styles/cells.css';
import './styles/placeholders.css';
import './styles/sizes.css';
import { wearSettings } from './looks.ts';
import { LanguageProvider } from './words/language.tsx';

wearSettings();
const root = document.getElementById('root');
if (!root) throw new Error('no #root in the page');
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <App />
    </LanguageProvider>
  </StrictMode>,
);
