"""JobQueue on RQ: asks a worker to look at a step. What is to be done stands in the database alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from redis import Redis
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from interview_app.models import StepKind
from interview_app.ports import OutsideError, Place

AWAITED_QUEUE = "awaited"
"""A candidate looks at the page that waits for it: first come, first served, and before all else."""
LIVE_QUEUE = "live"
"""Of use only while an interview runs, though nobody waits for it."""
DEFAULT_QUEUE = "default"
SEALED_QUEUE = "sealed"
"""Words of an answer that was submitted: before the looks at answers that are still spoken."""
SPEECH_QUEUE = "speech"
ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "default": (AWAITED_QUEUE, LIVE_QUEUE, DEFAULT_QUEUE),
        "interview": (AWAITED_QUEUE, LIVE_QUEUE),
        "speech": (SEALED_QUEUE, SPEECH_QUEUE),
    }
)
"""Which queues a worker of each kind serves, the first one first."""

FAILURE_SECONDS = 3600
WAKE_SECONDS = 60
"""How long a wake-up waits in Redis. The sweeper repeats it every ten seconds, so an old one is litter."""


@dataclass(frozen=True, slots=True)
class Job:
    """Which queue a kind of step goes to, what runs there, and after how many seconds it is killed.

    `behind`: the queue for who has had a turn and goes on, where that is another one. `aside`: what another kind of
    worker runs of it.
    """

    queue: str
    function: str
    timeout_seconds: int
    behind: str | None = None
    aside: Job | None = None


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        StepKind.LISTEN: Job(SPEECH_QUEUE, "jobs.speech.listen", 120),
        StepKind.TRANSCRIBE: Job(
            SEALED_QUEUE,
            "jobs.speech.transcribe",
            300,
            behind=SPEECH_QUEUE,
            aside=Job(DEFAULT_QUEUE, "jobs.speech.keep", 300),
        ),
        StepKind.SPECULATE: Job(LIVE_QUEUE, "jobs.interviewing.speculate", 120),
        StepKind.DECIDE: Job(AWAITED_QUEUE, "jobs.interviewing.decide", 300),
        StepKind.COACH: Job(AWAITED_QUEUE, "jobs.interviewing.coach", 300),
        StepKind.VOICE: Job(AWAITED_QUEUE, "jobs.interviewing.voice", 120),
        StepKind.VOICE_PRESETS: Job(DEFAULT_QUEUE, "jobs.interviewing.voice_presets", 900),
        StepKind.SUPERVISE: Job(LIVE_QUEUE, "jobs.interviewing.supervise", 120),
        StepKind.DRAFT_QUESTIONS: Job(DEFAULT_QUEUE, "jobs.interviewing.draft_questions", 300),
        StepKind.READ_RESUME: Job(DEFAULT_QUEUE, "jobs.interviewing.read_resume", 120),
        StepKind.RATE: Job(DEFAULT_QUEUE, "jobs.reporting.rate", 1800),
        StepKind.PRINT_REPORT: Job(DEFAULT_QUEUE, "jobs.reporting.print_report", 300),
        StepKind.SEND_INVITATION: Job(DEFAULT_QUEUE, "jobs.mail.send_invitation", 120),
        StepKind.RUN_LAB: Job(DEFAULT_QUEUE, "jobs.lab.run", 1800),
        StepKind.LIST_VOICES: Job(DEFAULT_QUEUE, "jobs.interviewing.list_voices", 1800),
    }
)
"""By StepKind value. Job functions are named by path: nothing here imports them."""


class RqQueue:
    """Gives up on a Redis that is away or hangs after two seconds: a web request waits for it."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1)
        )

    def wake(self, step_id: int, kind: str, *, place: Place = "first") -> None:
        job = JOBS[kind]
        if place == "aside":
            job = job.aside or job
        try:
            # A fresh job id each time: the claim in the database makes a second wake-up of one step harmless.
            name = job.behind if place == "behind" and job.behind is not None else job.queue
            Queue(name, connection=self._redis, serializer=JSONSerializer).enqueue(
                job.function,
                step_id,
                job_timeout=job.timeout_seconds,
                ttl=WAKE_SECONDS,
                result_ttl=0,
                failure_ttl=FAILURE_SECONDS,
                description=f"{kind} step {step_id}",
            )
        except RedisError as error:
            raise _away(error) from error

    def workers(self) -> Mapping[str, int]:
        try:
            found = Worker.all(connection=self._redis, serializer=JSONSerializer)
        except RedisError as error:
            raise _away(error) from error
        counted = Counter(tuple(worker.queue_names()) for worker in found)
        return {role: counted[queues] for role, queues in ROLES.items()}

    def probe(self) -> str:
        counted = self.workers()
        return "workers: " + ", ".join(f"{count} {role}" for role, count in counted.items())


def worker_connection(redis_url: str) -> Redis:
    """A worker process's connection. RQ itself sets how long it waits for an answer.

    A lost connection is opened again a few times. Whoever uses it rides out longer outages: a worker that is
    told to leave has no time to wait for Redis.
    """
    return Redis.from_url(
        redis_url,
        socket_connect_timeout=5,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=1, base=0.1), 3, supported_errors=(RedisAway,)),
    )


def _away(error: RedisError) -> OutsideError:
    return OutsideError(f"Redis, the job queue, does not answer ({type(error).__name__}): check REDIS_URL.")
