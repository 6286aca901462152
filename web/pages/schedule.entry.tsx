import { show } from '../components/app.tsx';
import { SchedulePage } from './schedule.tsx';

show(<SchedulePage />);
