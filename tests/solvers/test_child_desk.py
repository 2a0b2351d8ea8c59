"""Where a job meets its solver process."""

from io import BytesIO

from allocator.solvers.children.desk import Desk


def test_a_job_that_is_stopped_before_it_is_taken_up_need_not_begin() -> None:
    desk, stopped = Desk(BytesIO()), list[int]()
    desk.stop(2)
    desk.begin(1)
    assert desk.on_stop(lambda: stopped.append(1)) and not stopped
    desk.begin(2)
    assert not desk.on_stop(lambda: stopped.append(2))
    desk.begin(3)
    desk.stop(2)  # late, and of no job at work
    assert desk.on_stop(lambda: stopped.append(3)) and not stopped
    desk.stop(3)
    assert stopped == [3]
