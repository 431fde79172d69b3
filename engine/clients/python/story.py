"""The story, through pyzeebe. Arguments: address, client's name, model. Writes one JSON line a step."""

import asyncio
import json
import sys

from pyzeebe import Job, ZeebeClient, ZeebeWorker, create_insecure_channel
from pyzeebe.errors import ProcessInstanceNotFoundError
from pyzeebe.grpc_internals.zeebe_adapter import ZeebeAdapter
from pyzeebe.proto.gateway_pb2 import ResolveIncidentRequest, UpdateJobRetriesRequest
from pyzeebe.proto.gateway_pb2_grpc import GatewayStub

address, name, model = sys.argv[1:4]
process_id = f"{name}-story"
job_type = f"{name}-work"


def report(step: str, value: object) -> None:
    print(json.dumps({"step": step, "value": value}), flush=True)


async def incident_of(process_instance_key: int) -> int:
    print(json.dumps({"incidentOf": str(process_instance_key)}), flush=True)
    return int(await asyncio.to_thread(sys.stdin.readline))


async def activate(adapter: ZeebeAdapter, timeout: int = 10_000) -> list[Job]:
    jobs = adapter.activate_jobs(
        task_type=job_type,
        worker=name,
        timeout=60_000,
        max_jobs_to_activate=1,
        variables_to_fetch=[],
        request_timeout=timeout,
    )
    return [job async for job in jobs]


async def run_with_worker(channel, client: ZeebeClient) -> None:
    worker = ZeebeWorker(channel, name=name)

    @worker.task(task_type=f"{name}-worker")
    async def work(job: Job, x: int) -> dict:
        report("worker", {"header": job.custom_headers["register"], "x": x})
        return {"y": x + 2}

    working = asyncio.create_task(worker.work())
    running = asyncio.create_task(
        client.run_process_with_result(process_id, {"key": f"{name}-1", "x": 1, "jobType": f"{name}-worker"}, timeout=20_000)
    )
    await client.publish_message(f"{name}-answer", f"{name}-1", {"text": "đã nhận"}, 60_000)
    variables = (await running).variables
    report("run", {"y": variables["y"]})
    report("message", {"text": variables["text"]})
    report("timer", {"outcome": variables["outcome"]})
    await worker.stop()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def main() -> None:
    channel = create_insecure_channel(grpc_address=address)
    client, adapter, stub = ZeebeClient(channel), ZeebeAdapter(channel), GatewayStub(channel)
    topology = await client.topology()
    report("topology", {"brokers": len(topology.brokers), "partitions": topology.partitions_count})

    one = (await client.deploy_resource(model)).deployments[0]
    two = (await client.deploy_resource(model)).deployments[0]
    same = one.process_definition_key == two.process_definition_key
    report("deploy", {"version": one.version, "again": two.version, "sameKey": same})

    await run_with_worker(channel, client)

    failing = await client.run_process(process_id, {"key": f"{name}-2", "x": 1, "jobType": job_type})
    job = (await activate(adapter))[0]
    await adapter.fail_job(job.key, 1, "thử lại", 0, {})
    job = (await activate(adapter))[0]
    report("failure", {"retries": job.retries})

    await adapter.fail_job(job.key, 0, "hỏng", 0, {})
    while_open = len(await activate(adapter, 500))
    await stub.UpdateJobRetries(UpdateJobRetriesRequest(jobKey=job.key, retries=2))
    incident = await incident_of(failing.process_instance_key)
    await stub.ResolveIncident(ResolveIncidentRequest(incidentKey=incident))
    job = (await activate(adapter))[0]
    report("incident", {"whileOpen": while_open, "retries": job.retries})
    await client.cancel_process_instance(failing.process_instance_key)

    refused = asyncio.create_task(
        client.run_process_with_result(process_id, {"key": f"{name}-3", "x": 1, "jobType": job_type}, timeout=20_000)
    )
    job = (await activate(adapter))[0]
    await adapter.throw_error(job.key, "từ chối", {}, "refused")
    report("error", {"outcome": (await refused).variables["outcome"]})

    cancelled = await client.run_process(process_id, {"key": f"{name}-4", "x": 1, "jobType": job_type})
    await client.cancel_process_instance(cancelled.process_instance_key)
    try:
        await client.cancel_process_instance(cancelled.process_instance_key)
        report("cancel", {"again": "OK"})
    except ProcessInstanceNotFoundError:
        report("cancel", {"again": "NOT_FOUND"})
    await channel.close()


asyncio.run(main())
