import { ChooseSymbol } from '../../multi/choose-symbol.tsx';
import { useWords } from '../../words/language.tsx';
import { alertWords } from '../words.ts';
import type { PartProps } from './editor-form.tsx';

/** Of which market it is. Another one has other prices. */
export function SymbolForm({ draft, onChange }: PartProps) {
  const { editor } = useWords(alertWords);
  const { exchange, symbol, condition, id } = draft;
  const values = { ...condition.values, ...('level' in condition.values ? { level: '' } : {}) };
  return (
    <div className="editor-line">
      <span className="name">{editor.symbol}</span>
      <ChooseSymbol
        label={`${symbol} · ${exchange}`}
        disabled={id !== null && draft.readOnly}
        onChoose={(market) =>
          onChange({
            ...draft,
            exchange: market.exchange,
            symbol: market.symbol,
            condition: { ...condition, values },
          })
        }
      />
    </div>
  );
}
