using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Planning;

/// <summary>What was made a moment ago is not found on every server yet: clients of these services wait and ask again, for some minutes at most.</summary>
internal static class Patience
{
    /// <summary>As long as is commonly waited for a new object.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Does something with what is new, as soon as it is found.</summary>
    internal static async Task<T> ForNewAsync<T>(TimeProvider clock, Func<Task<T>> call, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            // Counted when the call is sent: one that was long under way saw the service as it was before.
            var isLast = clock.GetElapsedTime(since) >= Longest;
            try { return await call().ConfigureAwait(false); }
            catch (TeemException missing) when (IsMissing(missing) && !isLast) { /* not yet */ }
            await Task.Delay(pause, clock, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Asks until it is so, or has had the time to be.</summary>
    /// <returns>Whether it is so.</returns>
    internal static Task<bool> UntilAsync(TimeProvider clock, Func<Task<bool>> isSo, CancellationToken cancel) => UntilAsync(clock, Longest, isSo, cancel);

    /// <summary>The same for so long at the most.</summary>
    internal static async Task<bool> UntilAsync(TimeProvider clock, TimeSpan longest, Func<Task<bool>> isSo, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var isLast = clock.GetElapsedTime(since) >= longest;
            if (await isSo().ConfigureAwait(false)) return true;
            if (isLast) return false;
            await Task.Delay(pause, clock, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The answers in which a new object is missing: the sign-in and Exchange have words of their own for it.</summary>
    static bool IsMissing(TeemException error) =>
        error.Kind == TeemErrorKind.NotFound || error.Id is "ApplicationNotFound" or "PrincipalNotFound" || error is ExchangeException exchange && exchange.Is("InvalidExternalUserIdException");

    static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
