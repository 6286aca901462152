import { showPage } from '../components/show-page.tsx';
import { RoomPage } from './room.tsx';

showPage(() => <RoomPage />);
