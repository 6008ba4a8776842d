namespace TeemCalendar.Sandbox;

/// <summary>What a new sandbox tenant is like. Everything that is left out has a believable default.</summary>
public sealed record SandboxOptions
{
    /// <summary>Everything random in the tenant (ids, people, meetings) comes from this number, so that a tenant can be made again.</summary>
    public int Seed { get; init; } = 365;

    /// <summary>The first accepted domain; administrators and people have their addresses there.</summary>
    public string Domain { get; init; } = "contoso.example";

    /// <summary>Further accepted domains, as a rehearsal needs for the addresses of its room list.</summary>
    public IReadOnlyList<string> MoreDomains { get; init; } = [];

    /// <summary>How many ordinary people with mailboxes the tenant starts with.</summary>
    public int People { get; init; } = 40;

    /// <summary>How many meetings the calendar of a new room gets, on average, spread over the days around today; 0 leaves it empty.</summary>
    public int MeetingsPerRoom { get; init; } = 60;

    /// <summary>What the tenant brings along from earlier years.</summary>
    public SandboxHistory History { get; init; }

    /// <summary>The clock of the tenant.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The cloud that the tenant is in. It shows in the sign-in metadata; every cloud's hosts lead to this tenant all the same.</summary>
    public SandboxCloud Cloud { get; init; }

    /// <summary>Takes the notifications that the tenant sends to its subscribers; without one it reaches loopback addresses only.</summary>
    public HttpMessageHandler? NotificationHandler { get; init; }

    /// <summary>For how long an application may subscribe to events. The documentation has said 4,230 minutes and says 10,080.</summary>
    public int SubscriptionMinutes { get; init; } = 10_080;

    /// <summary>How the services are in form; null for calm. With another <see cref="SandboxWeather.Speed"/> than 1, <see cref="Clock"/> has to be the weather's.</summary>
    public SandboxWeather? Weather { get; init; }
}
