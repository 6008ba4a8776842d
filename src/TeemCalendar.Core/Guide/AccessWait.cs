using System.Runtime.CompilerServices;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Waits until rights are effective: what is pending is checked again, what is settled is given at once.</summary>
internal static class AccessWait
{
    /// <summary>From one look to the next. Exchange takes half an hour to two hours; asking more often makes it no sooner.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>A check for each room, as it settles; those that are pending when the time is over come last, still pending.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="rooms">The rooms.</param>
    /// <param name="chapter">What checks some of them.</param>
    /// <param name="timeout">How long to wait at the most.</param>
    /// <param name="waiting">Told before each wait what is pending.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal static async IAsyncEnumerable<Check> RunAsync(Tenant tenant, IReadOnlyList<string> rooms, Func<IReadOnlyList<string>, IChapter> chapter, TimeSpan timeout, Action<IReadOnlyList<Check>> waiting,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var since = tenant.Clock.GetTimestamp();
        // What is said of the application itself is said at each look.
        var given = new HashSet<Check>();
        while (true)
        {
            var checks = await chapter(rooms).VerifyAsync(cancel).ConfigureAwait(false);
            var pending = checks.Where(c => c.Status == CheckStatus.Pending).ToList();
            foreach (var settled in checks.Except(pending).Where(given.Add)) yield return settled;
            if (pending.Count == 0) yield break;
            var left = timeout - tenant.Clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                foreach (var late in pending) yield return late;
                yield break;
            }
            waiting(pending);
            await Task.Delay(left < Interval ? left : Interval, tenant.Clock, cancel).ConfigureAwait(false);
            rooms = [.. pending.Select(c => c.Target)];
        }
    }
}
