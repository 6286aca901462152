import { showPage } from '../components/show-page.tsx';
import { MeetingsPage } from './meetings.tsx';

showPage(() => <MeetingsPage />);
