export { type Actor, type Person, principalsOf, type System, system } from './actor.ts';
export { closeTasks, closeTasksInput } from './assignments/closeTasks.ts';
export { completeTask, completeTaskInput, type TaskCompletion } from './assignments/completeTask.ts';
export { getTask, getTaskInput, type TaskDetail } from './assignments/getTask.ts';
export { countTasks, listTasks, listTasksInput, type TaskCounts } from './assignments/listTasks.ts';
export { openTask, openTaskInput } from './assignments/openTask.ts';
export type { TaskView } from './assignments/presentTask.ts';
export { type AuditView, auditKinds, listAudit, listAuditInput } from './audit/listAudit.ts';
export { endDelegation, endDelegationInput } from './delegations/endDelegation.ts';
export { DelegationNotFoundError } from './delegations/errors.ts';
export { handOver, handOverInput } from './delegations/handOver.ts';
export { type HeldTaskView, heldTasks, heldTasksInput } from './delegations/heldTasks.ts';
export { type DelegationView, type HolderView, listHolders } from './delegations/listHolders.ts';
export { acknowledge, acknowledgeInput } from './documents/acknowledge.ts';
export { addDocumentFile, addDocumentFileInput } from './documents/addDocumentFile.ts';
export { assignHandler, assignHandlerInput } from './documents/assignHandler.ts';
export { completeDocument, completeDocumentInput } from './documents/completeDocument.ts';
export { createDraft, createDraftInput } from './documents/createDraft.ts';
export {
  type DeliveryView,
  documentDeliveries,
  documentDeliveriesInput,
} from './documents/documentDeliveries.ts';
export { documentHistory, documentHistoryInput, type TimelineEntry } from './documents/documentHistory.ts';
export { type DocumentType, documentTypes } from './documents/documentTypes.ts';
export { finishHandling, finishHandlingInput } from './documents/finishHandling.ts';
export {
  type DocumentLink,
  type DocumentView,
  getDocument,
  getDocumentInput,
} from './documents/getDocument.ts';
export { instruct, instructInput } from './documents/instruct.ts';
export { labelOf } from './documents/label.ts';
export type { AssignmentView } from './documents/listAssignments.ts';
export { type DocumentSummary, listDocuments, listDocumentsInput } from './documents/listDocuments.ts';
export { numberDocument, numberDocumentInput } from './documents/numberDocument.ts';
export { publishResponse, publishResponseInput } from './documents/publishResponse.ts';
export { receiveDocument, receiveDocumentInput } from './documents/receiveDocument.ts';
export { refuseDocument, refuseDocumentInput } from './documents/refuseDocument.ts';
export {
  MAX_ATTACHMENTS,
  registerIncomingDocument,
  registerIncomingDocumentInput,
} from './documents/registerIncomingDocument.ts';
export { respondToDocument, respondToDocumentInput } from './documents/respondToDocument.ts';
export { returnFromSigning, returnFromSigningInput } from './documents/returnFromSigning.ts';
export { returnToClerk, returnToClerkInput } from './documents/returnToClerk.ts';
export { reviewDraft, reviewDraftInput } from './documents/reviewDraft.ts';
export { sealDocument, sealDocumentInput } from './documents/sealDocument.ts';
export { sendDocument, sendDocumentInput } from './documents/sendDocument.ts';
export { signDocument, signDocumentInput } from './documents/signDocument.ts';
export { submitDraft, submitDraftInput } from './documents/submitDraft.ts';
export { submitToLeader, submitToLeaderInput } from './documents/submitToLeader.ts';
export { updateDraft, updateDraftInput } from './documents/updateDraft.ts';
export type { EnginePort } from './engine.ts';
export {
  DocumentChangedError,
  DocumentNotFoundError,
  DocumentStateError,
  type ErrorCategory,
  FileNotFoundError,
  ForbiddenError,
  InputError,
  OfficeError,
  TaskClosedError,
  TaskKindError,
  TaskNotFoundError,
} from './errors.ts';
export type { Direction, DocumentState, Organ, Part, Role, TaskKind, Urgency } from './inputs.ts';
export * as inputs from './inputs.ts';
export { migrateOffice } from './migrations/index.ts';
export {
  type Clock,
  type Database,
  type KeyOptions,
  type Office,
  officeDatabase,
  type RemoteClient,
  type SigningOptions,
  systemClock,
} from './office.ts';
export { type OutboxOptions, purgeOutbox, type RunningOutbox, startOutbox } from './outbox/startOutbox.ts';
export { acceptPacket } from './packets/acceptPacket.ts';
export { deliveryChanged } from './packets/deliveryChanged.ts';
export { PacketProblemError } from './packets/errors.ts';
export { keepRejectedPacket, type RejectedPacket } from './packets/keepRejectedPacket.ts';
export { listPackets, listPacketsInput, type PacketView } from './packets/listPackets.ts';
export { reportStatus, reportStatusInput } from './packets/reportStatus.ts';
export { reportUndelivered, reportUndeliveredInput } from './packets/reportUndelivered.ts';
export { sendPackets, sendPacketsInput } from './packets/sendPackets.ts';
export { statusLabels } from './packets/statusLabels.ts';
export { MAX_COUNTED, PAGE_SIZE } from './paging.ts';
export { can, type Subject } from './people/can.ts';
export { LastAdminError, UserNotFoundError, UsernameTakenError } from './people/errors.ts';
export { findActor } from './people/findActor.ts';
export { findSignIn } from './people/findSignIn.ts';
export { type AgencyView, getAgency, roleLabels } from './people/getAgency.ts';
export { getUser, type UserView } from './people/getUser.ts';
export { listPartners } from './people/listPartners.ts';
export { listUnits } from './people/listUnits.ts';
export { listUsers, type UserRow } from './people/listUsers.ts';
export { AgencyMissingError } from './people/ownAgency.ts';
export { type Action, policies } from './people/policies.ts';
export { savePartner, savePartnerInput } from './people/savePartner.ts';
export { saveUnit, saveUnitInput } from './people/saveUnit.ts';
export { saveUser, saveUserInput } from './people/saveUser.ts';
export { type PersonRow, searchPeople, searchPeopleInput } from './people/searchPeople.ts';
export { setUpAgency, setUpAgencyInput } from './people/setUpAgency.ts';
export type { ShownPerson } from './people/shownPeople.ts';
export { PreservationFailedError } from './preservation/errors.ts';
export { findDuePreservation } from './preservation/findDuePreservation.ts';
export {
  listPreservation,
  listPreservationInput,
  type PreservationView,
} from './preservation/listPreservation.ts';
export {
  type PreservationOutcome,
  preserveDocument,
  preserveDocumentInput,
} from './preservation/preserveDocument.ts';
export { runPreservation, runPreservationInput } from './preservation/runPreservation.ts';
export { EngineRefusedError } from './processes/askEngine.ts';
export { cancelProcesses, cancelProcessesInput } from './processes/cancelProcesses.ts';
export { deleteProcess, deleteProcessInput } from './processes/deleteProcess.ts';
export { deployProcess, deployProcessInput, ProcessRefusedError } from './processes/deployProcess.ts';
export { evaluateDecision, evaluateDecisionInput } from './processes/evaluateDecision.ts';
export { instanceKeys, MAX_AT_ONCE } from './processes/inputs.ts';
export { instancesOfDocuments } from './processes/instancesOfDocuments.ts';
export { migrateProcesses, migrateProcessesInput } from './processes/migrateProcesses.ts';
export { modifyProcess, modifyProcessInput } from './processes/modifyProcess.ts';
export {
  getMonitoring,
  historyCleaned,
  type Monitoring,
  monitoringInput,
  setMonitoring,
} from './processes/monitoring.ts';
export { resolveIncident, resolveIncidentInput } from './processes/resolveIncident.ts';
export { resolveIncidents } from './processes/resolveIncidents.ts';
export { revealVariable, revealVariableInput } from './processes/revealVariable.ts';
export { setVariable, setVariableInput } from './processes/setVariable.ts';
export { startProcess, startProcessInput } from './processes/startProcess.ts';
export { updateRetries, updateRetriesInput } from './processes/updateRetries.ts';
export { MAX_UPLOAD_BYTES, type Upload } from './records/checkUpload.ts';
export { FileRejectedError } from './records/errors.ts';
export type { FileView } from './records/listFiles.ts';
export { MainFileMissingError } from './records/mainFile.ts';
export { readFile, readFileInput } from './records/readFile.ts';
export {
  DateInFutureError,
  DateOutOfOrderError,
  NumberTakenError,
  RegisterClosedError,
} from './registers/errors.ts';
export { openRegister, openRegisterInput } from './registers/openRegister.ts';
export { type RegisterView, registerRows, registerRowsInput } from './registers/registerRows.ts';
export { startBatchInput } from './signing/batch/createBatch.ts';
export { type DocumentToSign, documentsToSign } from './signing/batch/documentsToSign.ts';
export { type BatchView, openBatches, presentBatch } from './signing/batch/presentBatch.ts';
export { resumeBatchInput, type SigningBatches, signingBatches } from './signing/batch/signingBatches.ts';
export { type ConfirmationView, cancelConfirmation, openConfirmation } from './signing/confirmations.ts';
export {
  KeyLockedError,
  PassphraseError,
  PersonSignatureMissingError,
  PlaceMissingError,
  SigningRefusedError,
} from './signing/errors.ts';
export { keyAuthentication, sendKeyCode } from './signing/keys/keyAuthentication.ts';
export { keptKeysOnly } from './signing/keys/keyOptions.ts';
export { type ModuleKeyView, moduleKeys } from './signing/keys/moduleKeys.ts';
export { keyImage, type MyKeys, myKeys } from './signing/keys/myKeys.ts';
export { type RemoteNotices, remoteNotices } from './signing/keys/remoteNotices.ts';
export { saveModuleKey, saveModuleKeyInput } from './signing/keys/saveModuleKey.ts';
export { saveRemoteKey, saveRemoteKeyInput } from './signing/keys/saveRemoteKey.ts';
export { saveSigningKey, saveSigningKeyInput } from './signing/keys/saveSigningKey.ts';
export { saveTokenKey, saveTokenKeyInput } from './signing/keys/saveTokenKey.ts';
export { reportOnBytes } from './signing/reportOn.ts';
export { beginSession, beginSessionInput } from './signing/session/beginSession.ts';
export { finishSession, finishSessionInput } from './signing/session/finishSession.ts';
export { acceptFromPlugin, fileToSign, returnedLimit } from './signing/session/pluginFile.ts';
export { getSession, openSession, type SessionView } from './signing/session/presentSession.ts';
export { chosenPlace } from './signing/signaturePlace.ts';
export { type SignatureView, signatureReports, signatureReportsInput } from './signing/signatureReports.ts';
export { SigningKeyMissingError } from './signing/signingKeys.ts';
export { type SigningPlan, signingPlan } from './signing/signingPlan.ts';
export type { KeyKind } from './signing/tables.ts';
export type { OfficeTables } from './tables.ts';
export { addTrustList, addTrustListInput, END_TOO_EARLY, endsAfterBeginning } from './trust/addTrustList.ts';
export { changeTrustList, changeTrustListInput } from './trust/changeTrustList.ts';
export {
  TrustFileChangedError,
  TrustFileError,
  TrustListNotFoundError,
  TrustListUnverifiedError,
} from './trust/errors.ts';
export {
  listTrustLists,
  readTrustList,
  readTrustListInput,
  type TrustListView,
} from './trust/listTrustLists.ts';
export { previewTrustFile, type TrustPreview } from './trust/previewTrustFile.ts';
export {
  getSignaturePolicy,
  type SignaturePolicy,
  saveSignaturePolicy,
  saveSignaturePolicyInput,
} from './trust/signaturePolicy.ts';
export { auditingDenial, authorize } from './useCase.ts';
