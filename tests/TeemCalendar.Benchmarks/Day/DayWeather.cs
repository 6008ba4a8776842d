using TeemCalendar.Sandbox;

namespace TeemCalendar.Benchmarks.Day;

/// <summary>The weather of the simulated day: everything that the sandbox can do, more often than a tenant does it.</summary>
internal static class DayWeather
{
    internal static SandboxWeather Of(int seed) => new()
    {
        Seed = seed,
        Latency = new(),
        // A room in which something happens comes to this: the documented limit of 10,000 in ten minutes would never be met.
        Throttling = new() { MailboxRequests = 9 },
        Propagation = new(),
        Faults = new()
        {
            ResetBefore = 0.01, ResetAfter = 0.01, TimeOut = 0.001, InternalError = 0.003, BadGateway = 0.003, Unavailable = 0.01, GatewayTimeout = 0.003,
            ExpiredToken = 0.0005, TruncatedBody = 0.003, LostDeltaState = 0.001,
        },
    };
}
