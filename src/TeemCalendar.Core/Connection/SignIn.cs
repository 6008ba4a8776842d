using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>One way to sign in. Not a record: nothing prints what it holds.</summary>
/// <param name="clientId">The application that signs in, or through which a person does; empty where it is known only afterwards.</param>
internal abstract class SignIn(string clientId)
{
    /// <summary>The application's id.</summary>
    internal string ClientId => clientId;

    /// <summary>What the way is called: Browser, DeviceCode, Certificate, Secret, ManagedIdentity, FederatedToken, AccessToken.</summary>
    internal abstract string Kind { get; }

    /// <summary>Begins to give tokens; nothing is sent before the first is asked for.</summary>
    internal abstract ITokenSource Open(Authority authority);

    public override string ToString() => clientId.Length > 0 ? $"{Kind} of {clientId}" : Kind;
}

/// <summary>Where to sign in, and over which client.</summary>
/// <param name="Cloud">The cloud.</param>
/// <param name="Tenant">The tenant's id or one of its domains.</param>
/// <param name="Client">The way out for sign-in requests.</param>
/// <param name="Clock">The clock by which tokens that this module keeps itself are over.</param>
internal sealed record Authority(Cloud Cloud, string Tenant, HttpClient Client, TimeProvider Clock)
{
    /// <summary>Stands for a tenant that is known only when somebody has signed in: whichever the person belongs to.</summary>
    internal const string AnyTenant = "organizations";

    internal string Address => $"{Cloud.Login}/{Tenant}";
}

/// <summary>Gives access tokens of one identity.</summary>
internal interface ITokenSource
{
    /// <summary>A token for a resource, from memory while it is good.</summary>
    /// <param name="resource">As in <c>https://graph.microsoft.com</c>.</param>
    /// <param name="challenge">Not null when the service refused the last token; a new one is fetched.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel);

    /// <summary>Who is signed in: a person's sign-in name, or the application's id.</summary>
    string Account { get; }
}
