import { openRecordAppender, readRecords, type RecordAppender } from './record-file.ts';
import { TrajectorySchema, VerificationSchema, type Trajectory, type Verification } from './trajectory.ts';

/** Trajectories of a JSON Lines file. @throws as `readRecords` */
export function readTrajectories(file: string): AsyncGenerator<Trajectory> {
  return readRecords(file, TrajectorySchema);
}

/** Verifications of a JSON Lines file, joined to trajectories by id. @throws as `readRecords` */
export function readVerifications(file: string): AsyncGenerator<Verification> {
  return readRecords(file, VerificationSchema);
}

/** @throws as `openRecordAppender` */
export function appendTrajectories(file: string): Promise<RecordAppender<Trajectory>> {
  return openRecordAppender(file, TrajectorySchema);
}

/** @throws as `openRecordAppender` */
export function appendVerifications(file: string): Promise<RecordAppender<Verification>> {
  return openRecordAppender(file, VerificationSchema);
}
