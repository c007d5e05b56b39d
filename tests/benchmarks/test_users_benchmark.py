"""Many users at once: every question is another one, and what fails is told apart from what is answered."""

from threading import Lock, Thread

from benchmarks.users import Crowd, _cpu, _memory


class Client:
    """Answers at once, and refuses every third question."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._lock = Lock()

    def predict(self, question: str, *, api_name: str) -> dict[str, str]:
        assert api_name == "/ask"
        with self._lock:
            self.asked.append(question)
            count = len(self.asked)
        if count % 3 == 0:
            raise ValueError("The queue is full.")
        return {}


def test_no_question_is_asked_twice_and_refusals_are_counted_by_their_words() -> None:
    client = Client()
    crowd = Crowd(client, seconds=0.4, pause=0.01)
    users = [Thread(target=crowd.user, args=(number,)) for number in range(8)]
    for user in users:
        user.start()
    for user in users:
        user.join(10)
    assert len(set(client.asked)) == len(client.asked) >= 8
    assert dict(crowd.failed) == {"The queue is full.": len(client.asked) // 3}
    assert len(crowd.waits) == len(client.asked) - len(client.asked) // 3


def test_what_a_process_uses_is_known_or_nothing() -> None:
    assert _memory(10**9) == _cpu(10**9) == 0.0
