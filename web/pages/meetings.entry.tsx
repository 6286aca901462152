import { showPage } from '../components/app.tsx';
import { MeetingsPage } from './meetings.tsx';

showPage(<MeetingsPage />);
