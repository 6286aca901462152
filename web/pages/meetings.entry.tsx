import { show } from '../components/app.tsx';
import { MeetingsPage } from './meetings.tsx';

show(<MeetingsPage />);
