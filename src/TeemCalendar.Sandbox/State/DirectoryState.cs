using System.Text.Json.Serialization;

namespace TeemCalendar.Sandbox.State;

internal sealed class Organization
{
    public bool IsDehydrated { get; set; }
    public bool SecurityDefaults { get; set; }
    public bool? EwsEnabled { get; set; } = false;                // what 2026-10-01 did to tenants that had not chosen
    public string? EwsAllowedAppIds { get; set; }
}

internal sealed class Sku
{
    public Guid SkuId { get; set; }
    public string PartNumber { get; set; } = "";
    public int Enabled { get; set; }
    public List<ServicePlan> Plans { get; set; } = [];
}

internal sealed class ServicePlan
{
    public Guid PlanId { get; set; }
    public string Name { get; set; } = "";
}

internal sealed class DirectoryUser : Named
{
    public Guid Id { get; set; }
    public string UserPrincipalName { get; set => Rename(ref field, value); } = "";
    public string DisplayName { get; set => Rename(ref field, value); } = "";
    public string MailNickname { get; set => Rename(ref field, value); } = "";
    public string? Mail { get; set; }
    public string? GivenName { get; set; }
    public string? Surname { get; set; }
    public bool AccountEnabled { get; set; } = true;
    public string? UsageLocation { get; set; }
    public string Password { get; set; } = "";                    // a made-up tenant's made-up password
    public bool ForceChangePassword { get; set; }
    public DateTimeOffset? PasswordChanged { get; set; }          // null: when the account was made
    public string? PasswordPolicies { get; set; }
    public bool SyncedFromOnPremises { get; set; }
    public string? ImmutableId { get; set; }                      // by which an identity provider of the organization knows the person
    public List<Guid> Licences { get; set; } = [];                // sku ids, given directly
    public List<InheritedLicence> Inherited { get; set; } = [];   // by groups
    public List<Guid> DisabledPlans { get; set; } = [];           // service plans switched off within the licences
    public Dictionary<string, string> Settings { get; set; } = []; // properties that Set-User accepts and nothing else here depends on
    public DateTimeOffset? SignInsValidFrom { get; set; }         // what was signed in to before was revoked
    public DateTimeOffset Created { get; set; }

    /// <summary>The sku ids that are in force, direct or by a group.</summary>
    internal IEnumerable<Guid> AllLicences => Licences.Concat(Inherited.Where(l => l.Error is null).Select(l => l.SkuId)).Distinct();

    internal override IEnumerable<string> Names() => [UserPrincipalName, DisplayName, MailNickname];
}

/// <summary>A licence that membership of a group brings, or would bring if nothing stood in its way.</summary>
internal sealed class InheritedLicence
{
    public Guid GroupId { get; set; }
    public Guid SkuId { get; set; }
    public string? Error { get; set; }                            // CountViolation, MutuallyExclusiveViolation ...; null when it is in force
    public DateTimeOffset Updated { get; set; }
}

/// <summary>A security group that gives licences to its members.</summary>
internal sealed class LicenceGroup
{
    public Guid Id { get; set; }
    public string DisplayName { get; set; } = "";
    public List<Guid> Licences { get; set; } = [];
    public List<Guid> Members { get; set; } = [];
    public string? MembershipRule { get; set; }                   // of a group whose members a rule chooses
    public DateTimeOffset Created { get; set; }
}

internal sealed class ApplicationObject
{
    public Guid Id { get; set; }
    public Guid AppId { get; set; }
    public string DisplayName { get; set; } = "";
    public string SignInAudience { get; set; } = "AzureADMyOrg";
    public bool IsPublicClient { get; set; }
    public List<string> RedirectUris { get; set; } = [];          // of the public client
    public List<string> WebRedirectUris { get; set; } = [];
    public List<KeyCredential> Keys { get; set; } = [];
    public List<PasswordCredential> Secrets { get; set; } = [];
    public string? RequiredResourceAccessJson { get; set; }       // as it was sent
    public List<FederatedCredential> FederatedCredentials { get; set; } = [];
    public List<string> Tags { get; set; } = [];
    public string? Notes { get; set; }
    public DateTimeOffset Created { get; set; }
}

/// <summary>A token of another identity provider by which an application is known: issuer, subject and audience have to be the token's.</summary>
internal sealed class FederatedCredential
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    public string Issuer { get; set; } = "";
    public string Subject { get; set; } = "";
    public string Audience { get; set; } = "";
    public string? Description { get; set; }
}

internal sealed class KeyCredential
{
    public Guid KeyId { get; set; }
    public string? DisplayName { get; set; }
    public byte[] Certificate { get; set; } = [];                 // DER, public part
    public DateTimeOffset Start { get; set; }
    public DateTimeOffset End { get; set; }
}

internal sealed class PasswordCredential
{
    public Guid KeyId { get; set; }
    public string Secret { get; set; } = "";
    public string? DisplayName { get; set; }
    public DateTimeOffset Start { get; set; }
    public DateTimeOffset End { get; set; }
}

internal sealed class ServicePrincipalObject
{
    public Guid Id { get; set; }
    public Guid AppId { get; set; }
    public string DisplayName { get; set; } = "";
    public bool AccountEnabled { get; set; } = true;
    public Guid? AppOwnerTenant { get; set; }                     // Microsoft's and Teem's own applications belong to other tenants
    public bool AppRoleAssignmentRequired { get; set; }
    public bool IsManagedIdentity { get; set; }
    public string? ResourceId { get; set; }                       // of a managed identity that a person assigned; the computer's own has none
    public DateTimeOffset? SignInsValidFrom { get; set; }
    public List<string> Tags { get; set; } = [];
    public List<PasswordCredential> Secrets { get; set; } = [];
    public DateTimeOffset Created { get; set; }
    [JsonIgnore] public DateTimeOffset? LastSignIn { get; set; }  // as an application; the process remembers it, the file does not
}

/// <summary>An application permission given by consent; the roles of Microsoft's resources are in PermissionCatalog.</summary>
internal sealed class AppRoleAssignment
{
    public string Id { get; set; } = "";
    public Guid PrincipalId { get; set; }
    public Guid ResourceId { get; set; }
    public Guid AppRoleId { get; set; }
    public DateTimeOffset Created { get; set; }
}

internal sealed class DelegatedGrant
{
    public string Id { get; set; } = "";
    public Guid ClientId { get; set; }                            // service principal's object id
    public string ConsentType { get; set; } = "AllPrincipals";
    public Guid? PrincipalId { get; set; }
    public Guid ResourceId { get; set; }
    public string Scope { get; set; } = "";
}

internal sealed class DirectoryRoleAssignment
{
    public Guid PrincipalId { get; set; }
    public Guid RoleTemplateId { get; set; }
    public DateTimeOffset? End { get; set; }                      // of a role that was activated for a while
}
