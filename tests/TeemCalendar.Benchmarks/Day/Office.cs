using TeemCalendar.Sandbox;
using TeemCalendar.Sandbox.Calendars;

namespace TeemCalendar.Benchmarks.Day;

/// <summary>The people of the tenant, who call, move, rename and cancel meetings at office hours, and seldom at night.</summary>
internal sealed class Office(SandboxTenant tenant, LagWatch watch, int seed)
{
    /// <summary>How long it takes on average until somebody does something again, which is then in half as many meetings as there are rooms.</summary>
    static readonly TimeSpan AtWork = TimeSpan.FromMinutes(12), AtNight = TimeSpan.FromHours(3);

    const int Opens = 8, Closes = 18;
    readonly Random random = new(seed);

    /// <summary>Lets them live until a moment.</summary>
    internal async Task LiveAsync(DateTimeOffset until)
    {
        for (var turn = 1; ; turn++)
        {
            // By the hour, so that a night's long wait does not sleep through the morning.
            var next = Usually(tenant.Now) * -Math.Log(1 - random.NextDouble());
            var hour = TimeSpan.FromHours(1);
            await Task.Delay(Shorter(next, hour, until - tenant.Now), tenant.Clock);
            if (tenant.Now >= until) return;
            if (next > hour) continue;
            tenant.Stir(unchecked(seed * 1000 + turn));
            watch.NoteChanges();
        }
    }

    static TimeSpan Usually(DateTimeOffset now) => now.Hour is >= Opens and < Closes && now.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) ? AtWork : AtNight;

    static TimeSpan Shorter(params TimeSpan[] times) => times.Min();
}
