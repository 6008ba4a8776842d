using System.Globalization;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>Refuses what is too much: for one mailbox, for Exchange's commands in the whole tenant, for the directory.</summary>
internal sealed class Throttling(SandboxTenant tenant, ThrottlingWeather limits)
{
    static readonly TimeSpan DirectoryWindow = TimeSpan.FromSeconds(10), DirectoryWriteWindow = TimeSpan.FromSeconds(150);

    readonly object gate = new();
    readonly Dictionary<(string Application, Guid Mailbox), Entrance> mailboxes = [];
    readonly Dictionary<string, (TokenBucket Units, TokenBucket Writes, Entrance Door)> directories = [];
    readonly Entrance exchange = new();

    internal async Task<WireAnswer> AnswerAsync(RequestView view, Func<Task<WireAnswer>> act)
    {
        Entrance? entered;
        (string Name, string Value)[] told = [];
        lock (gate)
        {
            if (Enter(view, out entered, ref told) is { } refusal) return refusal;
            if (entered is not null) entered.Inside++;
        }
        try
        {
            var answer = await act().ConfigureAwait(false);
            foreach (var (name, value) in told) answer.Headers[name] = value;
            return answer;
        }
        finally
        {
            if (entered is not null) lock (gate) entered.Inside--;
        }
    }

    WireAnswer? Enter(RequestView view, out Entrance? entered, ref (string, string)[] told)
    {
        entered = null;
        if (view.Application is not { } application) return null;
        if (view.Service == Service.Exchange)
        {
            entered = exchange;
            return entered.IsShut(view) || entered.Inside >= limits.ExchangeAtOnce ? Full() : null;
        }
        if (view.User is { } user) return EnterMailbox(view, application, user, out entered);
        return view.IsDirectory ? EnterDirectory(view, application, out told) : null;

        // The sentence is seen; that its status is 429 is inferred.
        WireAnswer Full() =>
            WeatherAnswers.Refusal(tenant, view, 429, "TooManyRequests", "You have reached the maximum number of concurrent requests per tenant. Please wait and try again later.", exchange.Shut(tenant.Now, limits.RetryAfter));
    }

    WireAnswer? EnterMailbox(RequestView view, string application, string user, out Entrance? entered)
    {
        entered = null;
        Guid owner;
        lock (tenant.Gate) owner = tenant.State.FindUser(user)?.Id ?? Guid.Empty;
        if (owner == Guid.Empty) return null;
        var door = mailboxes.TryGetValue((application, owner), out var known) ? known : mailboxes[(application, owner)] = new();
        var now = tenant.Now;
        if (door.IsShut(view)) return Refused("Application is over its limit for this mailbox.", door.LastWait);
        if (now - door.Since >= limits.MailboxWindow) (door.Since, door.Count) = (now, 0);
        // Seen: code and sentence of too many at once. Of too many in ten minutes: inferred.
        if (++door.Count > limits.MailboxRequests) return Refused("Application is over its RequestRate limit.", door.Since + limits.MailboxWindow - now);
        if (door.Inside >= limits.MailboxAtOnce) return Refused("Application is over its MailboxConcurrency limit.", limits.RetryAfter);
        entered = door;
        return null;

        WireAnswer Refused(string message, TimeSpan wait) => WeatherAnswers.Refusal(tenant, view, 429, "ApplicationThrottled", message, door.Shut(now, wait));
    }

    WireAnswer? EnterDirectory(RequestView view, string application, out (string, string)[] told)
    {
        if (!directories.TryGetValue(application, out var directory))
            directories[application] = directory = (new(limits.DirectoryUnits, DirectoryWindow), new(limits.DirectoryWrites, DirectoryWriteWindow), new());
        var now = tenant.Now;
        var cost = Cost(view);
        told = [];
        TimeSpan? wait = directory.Door.IsShut(view) ? directory.Door.LastWait : directory.Units.Take(cost, now);
        var information = "ResourceUnitLimitExceeded";
        if (wait is null && !view.IsRead) (wait, information) = (directory.Writes.Take(1, now), "WriteLimitExceeded");
        if (wait is { } time)
        {
            // Body seen in a sample, headers documented.
            var refusal = WeatherAnswers.Refusal(tenant, view, 429, "TooManyRequests", "Please retry again later.", directory.Door.Shut(now, time));
            refusal.Headers["x-ms-throttle-information"] = information;
            refusal.Headers["x-ms-throttle-scope"] = $"Tenant_Application/{(view.IsRead ? "Read" : "ReadWrite")}/{application}/{tenant.State.TenantId}";
            return refusal;
        }
        told = [("x-ms-resource-unit", cost.ToString(CultureInfo.InvariantCulture))];
        // Documented: told from 0.8 of the limit on.
        if (directory.Units.Used > 0.8) told = [.. told, ("x-ms-throttle-limit-percentage", directory.Units.Used.ToString("0.0#", CultureInfo.InvariantCulture))];
        return null;
    }

    /// <summary>Documented: listing users or applications costs two, anything else here one; $select and a small $top make it cheaper, $expand dearer, and nothing is for nothing.</summary>
    static int Cost(RequestView view)
    {
        var cost = view.IsRead && (view.Request.Path.EndsWith("/users", StringComparison.OrdinalIgnoreCase) || view.Request.Path.EndsWith("/applications", StringComparison.OrdinalIgnoreCase)) ? 2 : 1;
        var query = WireForm.Parse(view.Request.Query);
        if (query.ContainsKey("$select")) cost--;
        if (query.ContainsKey("$expand")) cost++;
        if (query.TryGetValue("$top", out var top) && int.TryParse(top, out var rows) && rows < 20) cost--;
        return Math.Max(cost, 1);
    }

    /// <summary>A door that is shut for a while when too many came. Whoever calls before that time is over begins it anew.</summary>
    sealed class Entrance
    {
        DateTimeOffset shut, opens;
        internal int Inside { get; set; }
        internal int Count { get; set; }
        internal DateTimeOffset Since { get; set; }
        internal TimeSpan LastWait { get; private set; }
        /// <summary>What a client had sent before it was told to wait is not held against it.</summary>
        internal bool IsShut(RequestView view) => shut <= view.Sent && view.Sent < opens;
        internal TimeSpan Shut(DateTimeOffset now, TimeSpan wait)
        {
            (shut, opens, LastWait) = (now, now + wait, wait);
            return wait;
        }
    }

    /// <summary>Fills evenly, and is emptied as one likes.</summary>
    sealed class TokenBucket(int size, TimeSpan window)
    {
        double level = size;
        DateTimeOffset at;

        internal double Used => 1 - level / size;

        /// <summary>Null when there was enough, else how long until there will be.</summary>
        internal TimeSpan? Take(int amount, DateTimeOffset now)
        {
            if (at != default) level = Math.Min(size, level + size * ((now - at) / window));
            at = now;
            if (level < amount) return window * ((amount - level) / size);
            level -= amount;
            return null;
        }
    }
}
