using System.Text.Json;
using System.Text.Json.Serialization;

namespace TeemCalendar.Sandbox;

/// <summary>How the services are in form: slow, busy, behind, or faulty. What is left out is calm.</summary>
/// <remarks>All of it comes from the seed and from what is asked for the how-manieth time, so that the same run meets the same weather. It belongs to the process; the tenant's file knows nothing of it.</remarks>
public sealed record SandboxWeather
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Another number, other weather.</summary>
    public int Seed { get; init; } = 365;

    /// <summary>How many times faster than the clock on the wall the tenant's time passes.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How long answers take.</summary>
    public LatencyWeather? Latency { get; init; }

    /// <summary>How much the services take before they refuse.</summary>
    public ThrottlingWeather? Throttling { get; init; }

    /// <summary>How long changes take to be seen.</summary>
    public PropagationWeather? Propagation { get; init; }

    /// <summary>What breaks, and how often.</summary>
    public FaultWeather? Faults { get; init; }

    /// <summary>The clock of this weather. Every caller that waits for the tenant has to wait by the same one.</summary>
    public TimeProvider CreateClock() => Speed == 1 ? TimeProvider.System : new FastClock(Speed);

    /// <summary>Reads weather from a JSON file: the names of the properties in camel case, times as hh:mm:ss.</summary>
    /// <exception cref="InvalidDataException">The file holds no weather; the message says what is wrong with it.</exception>
    public static SandboxWeather Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var weather = JsonSerializer.Deserialize<SandboxWeather>(file, Format) ?? throw new InvalidDataException($"'{path}' holds no weather.");
            weather.Check();
            return weather;
        }
        catch (JsonException e)
        {
            // The library's own sentence speaks of the types of this program.
            var where = e.Path is { Length: > 2 } inside ? $"'{inside[2..]}' is not known there, or has a value of another kind" : "it is no JSON";
            throw new InvalidDataException($"'{path}' holds no weather: line {e.LineNumber + 1}: {where}.", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{path}' holds no weather: {e.Message}", e);
        }
    }

    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    internal void Check()
    {
        // A year in half a minute; faster, no time that is waited for can be told apart.
        if (!(Speed is > 0 and <= 1_000_000)) throw new ArgumentException("speed has to be above 0, and 1000000 at the most.");
        Latency?.Check();
        Throttling?.Check();
        Propagation?.Check();
        Faults?.Check();
    }
}

/// <summary>A time that is somewhere between two others.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most.</param>
public sealed record WeatherSpan(TimeSpan From, TimeSpan To)
{
    internal void Check(string name)
    {
        if (From < TimeSpan.Zero || To < From) throw new ArgumentException($"{name} has to lead from a time to one that is no shorter.");
    }
}

/// <summary>How long answers take. The commands of an Exchange batch run one after another; of a Graph batch, four requests are with Outlook at a time.</summary>
public sealed record LatencyWeather
{
    /// <summary>A request to Graph, alone or out of a batch.</summary>
    public TimeSpan Graph { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>An Exchange command, alone or out of a batch.</summary>
    public TimeSpan Exchange { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>A sign-in.</summary>
    public TimeSpan SignIn { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>By which part of itself a time is at most longer or shorter, from 0 to 1.</summary>
    public double Spread { get; init; } = 0.5;

    internal void Check()
    {
        if (Graph < TimeSpan.Zero || Exchange < TimeSpan.Zero || SignIn < TimeSpan.Zero) throw new ArgumentException("latency: a time cannot be negative.");
        if (!(Spread is >= 0 and <= 1)) throw new ArgumentException("latency: spread is a number from 0 to 1.");
    }
}

/// <summary>How much the services take before they refuse. The defaults are the documented limits, where there are any.</summary>
public sealed record ThrottlingWeather
{
    /// <summary>Requests of one application to one mailbox in <see cref="MailboxWindow"/>.</summary>
    public int MailboxRequests { get; init; } = 10_000;

    /// <summary>The time in which mailbox requests are counted.</summary>
    public TimeSpan MailboxWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Requests of one application that may be with one mailbox at a time.</summary>
    public int MailboxAtOnce { get; init; } = 4;

    /// <summary>Exchange commands that may be under way in the tenant at a time.</summary>
    public int ExchangeAtOnce { get; init; } = 10;

    /// <summary>Resource units of one application in the directory in ten seconds.</summary>
    public int DirectoryUnits { get; init; } = 3_500;

    /// <summary>Writes of one application to the directory in two and a half minutes.</summary>
    public int DirectoryWrites { get; init; } = 3_000;

    /// <summary>What is said to wait where too much was asked at once.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    internal void Check()
    {
        if (MailboxRequests < 1 || MailboxAtOnce < 1 || ExchangeAtOnce < 1 || DirectoryUnits < 5 || DirectoryWrites < 1 || MailboxWindow <= TimeSpan.Zero || RetryAfter <= TimeSpan.Zero)
            throw new ArgumentException("throttling: a limit has to let something through.");
    }
}

/// <summary>How long changes take to be seen.</summary>
public sealed record PropagationWeather
{
    /// <summary>How long a new user, mailbox, group, application or scope is not found.</summary>
    public WeatherSpan NewObjects { get; init; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2));

    /// <summary>How long one that was removed is still read.</summary>
    public WeatherSpan RemovedObjects { get; init; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

    /// <summary>How long a role given to an application, or taken from it, has no effect.</summary>
    public WeatherSpan Permissions { get; init; } = new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(2));

    /// <summary>How long a folder or mailbox that was shared, or is no longer, looks as before to the person it is shared with.</summary>
    public WeatherSpan Sharing { get; init; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(4));

    internal void Check()
    {
        NewObjects.Check("propagation: newObjects");
        RemovedObjects.Check("propagation: removedObjects");
        Permissions.Check("propagation: permissions");
        Sharing.Check("propagation: sharing");
    }
}

/// <summary>What breaks, and how often: each a rate from 0, never, to 1, always.</summary>
public sealed record FaultWeather
{
    /// <summary>The connection is lost before the server did anything.</summary>
    public double ResetBefore { get; init; }

    /// <summary>The connection is lost after the server acted: the answer never comes.</summary>
    public double ResetAfter { get; init; }

    /// <summary>Nothing comes for <see cref="TimeOutAfter"/>, then the connection is lost; half of the time the server had acted.</summary>
    public double TimeOut { get; init; }

    /// <summary>500, nothing done.</summary>
    public double InternalError { get; init; }

    /// <summary>502, nothing done.</summary>
    public double BadGateway { get; init; }

    /// <summary>503, nothing done; half of the time it says how long to wait.</summary>
    public double Unavailable { get; init; }

    /// <summary>504; half of the time the server had acted behind the gateway that gave up.</summary>
    public double GatewayTimeout { get; init; }

    /// <summary>507 where something would be written, nothing done.</summary>
    public double StorageFull { get; init; }

    /// <summary>The access token is over before its time.</summary>
    public double ExpiredToken { get; init; }

    /// <summary>The server acted, and its answer breaks off in the middle.</summary>
    public double TruncatedBody { get; init; }

    /// <summary>About half of a batch is refused with 503, the rest is done.</summary>
    public double HalfBatch { get; init; }

    /// <summary>A delta token is no longer known.</summary>
    public double LostDeltaState { get; init; }

    /// <summary>How long a server that does not answer keeps the connection.</summary>
    public TimeSpan TimeOutAfter { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How often in a row the same request is hit at most, so that a client with patience gets through.</summary>
    public int InARow { get; init; } = 2;

    internal void Check()
    {
        double[] rates = [ResetBefore, ResetAfter, TimeOut, InternalError, BadGateway, Unavailable, GatewayTimeout, StorageFull, ExpiredToken, TruncatedBody, HalfBatch, LostDeltaState];
        if (!rates.All(rate => rate is >= 0 and <= 1)) throw new ArgumentException("faults: a rate is a number from 0 to 1.");
        if (TimeOutAfter < TimeSpan.Zero || InARow < 1) throw new ArgumentException("faults: timeOutAfter cannot be negative, and inARow is 1 or more.");
    }
}
