namespace TeemCalendar.Sandbox;

/// <summary>The cloud that a tenant is in, as its sign-in metadata shows it.</summary>
public enum SandboxCloud
{
    /// <summary>The commercial cloud.</summary>
    Worldwide,

    /// <summary>United States government in the commercial cloud.</summary>
    Gcc,

    /// <summary>United States government, GCC High.</summary>
    GccHigh,

    /// <summary>United States Department of Defense.</summary>
    DoD,

    /// <summary>China, operated by 21Vianet.</summary>
    China,
}
