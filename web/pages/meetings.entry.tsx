import { showOrganiserPage } from '../components/show-organiser-page.tsx';
import { MeetingsPage } from './meetings.tsx';

showOrganiserPage(<MeetingsPage />);
