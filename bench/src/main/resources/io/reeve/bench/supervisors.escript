#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%%
%% The workloads by a supervisor of OTP. Arguments: workload, N, warm rounds, warm milliseconds, measured rounds.
%% Prints a line "sample VALUE CPU BYTES CALLS" for each measured round; -1 for what is not known.
-mode(compile).
-export([init/1, start_worker/1]).

main([Work, N, WarmRounds, WarmMillis, Measured]) ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    Round = fun() -> round(Work, list_to_integer(N)) end,
    warm(Round, list_to_integer(WarmRounds), erlang:monotonic_time(millisecond) + list_to_integer(WarmMillis)),
    [print(Round()) || _ <- lists:seq(1, list_to_integer(Measured))],
    ok.

warm(Round, Rounds, Until) ->
    case Rounds > 0 orelse erlang:monotonic_time(millisecond) < Until of
        true -> Round(), warm(Round, Rounds - 1, Until);
        false -> ok
    end.

print(Value) ->
    erlang:garbage_collect(),
    io:format("sample ~.3f -1 -1 -1~n", [float(Value)]).

round("start", N) ->
    Ids = ids(N),
    {Time, Supervisor} = time(fun() -> start_all(Ids) end),
    stop(Supervisor),
    Time;
round("stop", N) ->
    Supervisor = start_all(ids(N)),
    {Time, _} = time(fun() -> stop(Supervisor) end),
    Time;
round("report", N) ->
    Supervisor = start_all(ids(N)),
    {Time, _} = time(fun() -> supervisor:which_children(Supervisor) end),
    stop(Supervisor),
    Time;
round("heap", N) ->
    Ids = ids(N),
    Before = used(),
    Supervisor = start_all(Ids),
    After = used(),
    stop(Supervisor),
    (After - Before) / N.

start_all(Ids) ->
    {ok, Supervisor} = supervisor:start_link(?MODULE, []),
    [{ok, _} = supervisor:start_child(Supervisor, child(Id, {?MODULE, start_worker, [Id]})) || Id <- Ids],
    Supervisor.

child(Id, Start) ->
    #{id => Id, start => Start, restart => permanent, shutdown => 5000}.

%% The least that a supervisor takes: a linked process that waits.
start_worker(_Id) ->
    {ok, spawn_link(fun() -> receive stop -> ok end end)}.

init([]) ->
    {ok, {#{strategy => one_for_one, intensity => 1, period => 1}, []}}.

stop(Supervisor) ->
    Monitor = monitor(process, Supervisor),
    exit(Supervisor, shutdown),
    receive {'DOWN', Monitor, process, _, _} -> ok end.

ids(N) ->
    [list_to_binary("worker-" ++ integer_to_list(Number)) || Number <- lists:seq(0, N - 1)].

used() ->
    [erlang:garbage_collect(Process) || Process <- processes()],
    erlang:memory(total).

time(Work) ->
    Begin = erlang:monotonic_time(nanosecond),
    Result = Work(),
    {erlang:monotonic_time(nanosecond) - Begin, Result}.
