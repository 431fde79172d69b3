import { chosenPlace, inputs } from '@congvan/office';
import { z } from 'zod';
import { BYTES, defineCall } from '../../http/call.ts';
import { id, idParams, orNull, text } from '../../http/shared.schema.ts';
import {
  batch,
  confirmation,
  documentToSign,
  keyAuthentication,
  keys,
  moduleKeys,
  plan,
  saveKey,
  sentCode,
  session,
} from './signing.schema.ts';

const { keyOpening, sha256 } = inputs;
const tokenParams = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

export const signingCalls = {
  plan: defineCall({
    method: 'get',
    path: '/tasks/{id}/signing',
    name: 'getSigningPlan',
    summary: 'Chữ ký của việc này sẽ đặt ở đâu, ký bằng khóa nào',
    params: idParams,
    response: plan,
    errors: [404, 409, 422],
  }),
  openSession: defineCall({
    method: 'get',
    path: '/tasks/{id}/signing/session',
    name: 'getOpenSigningSession',
    summary: 'Phiên ký đang mở của việc này, để làm tiếp',
    params: idParams,
    response: z.object({ session: orNull(session) }).meta({ id: 'OpenSigningSession' }),
  }),
  waiting: defineCall({
    method: 'get',
    path: '/signing/waiting',
    name: 'listDocumentsToSign',
    summary: 'Văn bản chờ tôi ký, tối đa 200',
    response: z.object({ items: z.array(documentToSign) }).meta({ id: 'DocumentsToSign' }),
  }),
  startBatch: defineCall({
    method: 'post',
    path: '/signing/batches',
    name: 'startSigningBatch',
    summary: 'Xác nhận ký nhiều văn bản; gọi lại với cùng «batchId» thì làm tiếp đợt đó',
    body: z
      .object({
        batchId: id,
        items: z
          .array(z.object({ taskId: id, fileSha256: sha256 }))
          .min(1)
          .max(200),
        ...keyOpening,
      })
      .meta({ id: 'StartSigningBatch' }),
    response: batch,
    errors: [404, 409, 422, 503],
  }),
  openBatches: defineCall({
    method: 'get',
    path: '/signing/batches',
    name: 'listOpenSigningBatches',
    summary: 'Các đợt ký của tôi chưa xong',
    response: z.object({ items: z.array(batch) }).meta({ id: 'OpenSigningBatches' }),
  }),
  batch: defineCall({
    method: 'get',
    path: '/signing/batches/{id}',
    name: 'getSigningBatch',
    summary: 'Một đợt ký: tiến độ và kết quả từng văn bản',
    params: idParams,
    response: batch,
    errors: [404],
  }),
  resumeBatch: defineCall({
    method: 'post',
    path: '/signing/batches/{id}/resume',
    name: 'resumeSigningBatch',
    summary: 'Ký tiếp những văn bản chưa ký của một đợt',
    params: idParams,
    body: z.object(keyOpening).meta({ id: 'ResumeSigningBatch' }),
    response: batch,
    errors: [404, 409, 422, 503],
  }),
  confirmation: defineCall({
    method: 'get',
    path: '/signing/confirmation',
    name: 'getOpenConfirmation',
    summary: 'Dịch vụ ký số từ xa đang chờ tôi xác nhận điều gì',
    response: confirmation,
  }),
  cancelConfirmation: defineCall({
    method: 'delete',
    path: '/signing/confirmation',
    name: 'cancelConfirmation',
    summary: 'Thôi chờ dịch vụ ký số từ xa; không ký gì nữa',
  }),
  remoteNotice: defineCall({
    method: 'post',
    path: '/signing/remote/{token}',
    name: 'takeRemoteNotice',
    summary: 'Dịch vụ ký số từ xa báo đã ký xong («response_uri» của CSC API)',
    open: true,
    params: tokenParams,
  }),
  keyAuthentication: defineCall({
    method: 'get',
    path: '/signing/keys/{id}/authentication',
    name: 'getKeyAuthentication',
    summary: 'Khóa ký từ xa đòi người ký những gì: mã PIN, mã dùng một lần, xác nhận trên thiết bị',
    params: idParams,
    response: keyAuthentication,
    errors: [404, 409, 503],
  }),
  sendKeyCode: defineCall({
    method: 'post',
    path: '/signing/keys/{id}/code',
    name: 'sendKeyCode',
    summary: 'Dịch vụ ký số từ xa gửi mã dùng một lần cho người ký; cách nhau ít nhất 30 giây',
    params: idParams,
    response: sentCode,
    errors: [404, 409, 503],
  }),
  beginSession: defineCall({
    method: 'post',
    path: '/signing/sessions',
    name: 'beginSigningSession',
    summary: 'Bắt đầu ký bằng khóa ở máy của người ký',
    body: z
      .object({
        taskId: id,
        place: chosenPlace.optional(),
        fileSha256: sha256.optional(),
        note: text.optional(),
      })
      .meta({ id: 'BeginSigningSession' }),
    response: session,
    errors: [404, 409, 422],
  }),
  session: defineCall({
    method: 'get',
    path: '/signing/sessions/{id}',
    name: 'getSigningSession',
    summary: 'Một phiên ký của tôi',
    params: idParams,
    response: session,
    errors: [404],
  }),
  finishSession: defineCall({
    method: 'post',
    path: '/signing/sessions/{id}/signature',
    name: 'finishSigningSession',
    summary: 'Nhận giá trị chữ ký mà token đã tạo',
    params: idParams,
    body: z.object({ signature: z.base64().min(4).max(4_096) }).meta({ id: 'FinishSigningSession' }),
    response: session,
    errors: [404, 409, 422, 503],
  }),
  pluginFile: defineCall({
    method: 'get',
    path: '/signing/plugin/{token}/file.pdf',
    name: 'getFileForPlugin',
    summary: 'Tệp giao cho phần mềm ký trên máy của người ký',
    open: true,
    params: tokenParams,
    response: BYTES,
    errors: [404, 409],
  }),
  pluginUpload: defineCall({
    method: 'post',
    path: '/signing/plugin/{token}/upload',
    name: 'takeFileFromPlugin',
    summary: 'Nhận lại tệp đã ký từ phần mềm ký, một lần',
    open: true,
    params: tokenParams,
    upload: { files: { uploadfile: { maxCount: 1 } } },
    response: z
      .object({
        Status: z.int(),
        Message: z.string(),
        FileName: z.string(),
        FileServer: z.string(),
        DocumentNumber: z.string(),
        DocumentDate: z.string(),
      })
      .meta({ id: 'PluginAnswer', description: 'As the plug-in expects it: Status 0 is success.' }),
  }),
  keys: defineCall({
    method: 'get',
    path: '/signing/keys',
    name: 'getSigningKeys',
    summary: 'Khóa ký của tôi và của cơ quan',
    response: keys,
  }),
  moduleKeys: defineCall({
    method: 'get',
    path: '/signing/module/keys',
    name: 'listModuleKeys',
    summary: 'Các khóa trong thiết bị PKCS#11 của máy chủ, để giao cho cơ quan hoặc một người',
    response: moduleKeys,
    errors: [503],
  }),
  saveKey: defineCall({
    method: 'post',
    path: '/signing/keys',
    name: 'saveSigningKey',
    summary:
      'Lưu khóa ký: tệp PKCS#12, dịch vụ ký từ xa, chứng thư số của USB token, hoặc khóa trong thiết bị của máy chủ',
    upload: {
      files: { pkcs12: { maxCount: 1 }, certificate: { maxCount: 1 }, image: { maxCount: 1 } },
      document: saveKey,
    },
    response: keys,
    errors: [409, 413, 415, 422, 503],
  }),
  keyImage: defineCall({
    method: 'get',
    path: '/signing/keys/{id}/image',
    name: 'getKeyImage',
    summary: 'Ảnh chữ ký hoặc con dấu',
    params: idParams,
    response: BYTES,
    errors: [404],
  }),
};
