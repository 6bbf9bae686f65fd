import { sampleText } from '../../model/scatterPoints';
import styles from './VolumeChart.module.css';

/** What a scatter or list shows of all requests: who sees a part of them must not take it for all. */
export function SampleNote(props: {
  shown: number;
  total: number | undefined;
  order: 'newest' | 'slowest' | 'notable';
}) {
  const text = sampleText(props.shown, props.total, props.order);
  return text ? <p className={styles.sample}>{text}</p> : null;
}
