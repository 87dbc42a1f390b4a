import { Component, type ReactNode, Suspense } from 'react';
import { Panel } from '../panel/panel.tsx';
import { useServer } from '../server.tsx';
import { useLanguage } from '../words/language.tsx';
import { pages } from './pages.ts';
import { useRoute } from './router.ts';

/** The page of the address: its shape while its code comes, and what failed if it cannot be shown. */
export function CurrentPage() {
  const { words } = useLanguage();
  const route = useRoute();
  const { about } = useServer();
  const elsewhere = route.page === 'symbol' && about?.exchanges.includes(route.exchange) === false;
  const page = elsewhere ? 'missing' : route.page;
  const Page = pages[page];
  const title = words.pages[page];
  return (
    <Guard key={page} title={title}>
      <Suspense fallback={<Panel title={title} state={{ kind: 'loading' }} lines={16} />}>
        <Page />
      </Suspense>
    </Guard>
  );
}

interface GuardProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One page that fails leaves the shell standing. */
class Guard extends Component<GuardProps, { failure: string | null }> {
  override state = { failure: null };

  static getDerivedStateFromError(cause: unknown) {
    return { failure: String(cause) };
  }

  override render() {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return <Failed title={this.props.title} code={failure} />;
  }
}

/** A page whose code cannot be had is of an older build, mostly: loading all again helps. */
function Failed({ title, code }: { title: string; code: string }) {
  const { words } = useLanguage();
  const retry = () => location.reload();
  return <Panel title={title} state={{ kind: 'error', what: words.pageFailed, code, retry }} />;
}
