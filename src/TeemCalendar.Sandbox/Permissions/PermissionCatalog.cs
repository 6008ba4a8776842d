namespace TeemCalendar.Sandbox.Permissions;

/// <summary>A permission that a resource offers: an app role for applications, or a scope for applications that act for a person.</summary>
internal sealed record Permission(Guid Id, string Value, string DisplayName);

/// <summary>The permissions of Microsoft Graph and of Office 365 Exchange Online that this tenant knows.</summary>
/// <remarks>The ids are the ones Microsoft publishes, the same in every tenant.</remarks>
internal static class PermissionCatalog
{
    internal static readonly Guid Graph = new("00000003-0000-0000-c000-000000000000");
    internal static readonly Guid Exchange = new("00000002-0000-0ff1-ce00-000000000000");

    internal const string GraphAudience = "https://graph.microsoft.com";
    internal const string ExchangeAudience = "https://outlook.office365.com";

    static readonly Permission[] GraphRoles =
    [
        new(new("798ee544-9d2d-430c-a058-570e29e34338"), "Calendars.Read", "Read calendars in all mailboxes"),
        new(new("8ba4a692-bc31-4128-9094-475872af8a53"), "Calendars.ReadBasic.All", "Read basic details of calendars in all mailboxes"),
        new(new("ef54d2bf-783f-4e0f-bca1-3210c0444d99"), "Calendars.ReadWrite", "Read and write calendars in all mailboxes"),
        new(new("810c84a8-4a9e-49e6-bf7d-12d183f40d01"), "Mail.Read", "Read mail in all mailboxes"),
        new(new("e2a3a72e-5f79-4c64-b1b1-878b674786c9"), "Mail.ReadWrite", "Read and write mail in all mailboxes"),
        new(new("b633e1c5-b582-4048-a93e-9f11b44c7e96"), "Mail.Send", "Send mail as any user"),
        new(new("40f97065-369a-49f4-947c-6a255697ae91"), "MailboxSettings.Read", "Read all user mailbox settings"),
        new(new("6931bccd-447a-43d1-b442-00a195474933"), "MailboxSettings.ReadWrite", "Read and write all user mailbox settings"),
        new(new("913b9306-0ce1-42b8-9137-6a7df690a760"), "Place.Read.All", "Read all company places"),
        new(new("df021288-bdef-4463-88db-98f22de89214"), "User.Read.All", "Read all users' full profiles"),
        new(new("741f803b-c850-494e-b5df-cde7c675a1ca"), "User.ReadWrite.All", "Read and write all users' full profiles"),
        new(new("498476ce-e0fe-48b0-b801-37ba7e2685c6"), "Organization.Read.All", "Read organization information"),
        new(new("292d869f-3427-49a8-9dab-8c70152b74e9"), "Organization.ReadWrite.All", "Read and write organization information"),
        new(new("7ab1d382-f21e-4acd-a863-ba3e13f7da61"), "Directory.Read.All", "Read directory data"),
        new(new("19dbc75e-c2e2-444c-a770-ec69d8559fc7"), "Directory.ReadWrite.All", "Read and write directory data"),
        new(new("5facf0c1-8979-4e95-abcf-ff3d079771c0"), "LicenseAssignment.ReadWrite.All", "Manage all license assignments"),
        new(new("1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"), "Application.ReadWrite.All", "Read and write all applications"),
        new(new("06b708a9-e830-4db3-a914-8e69da51d44f"), "AppRoleAssignment.ReadWrite.All", "Manage app permission grants and app role assignments"),
        new(new("81b4724a-58aa-41c1-8a55-84ef97466587"), "DelegatedPermissionGrant.Read.All", "Read all delegated permission grants"),
        new(new("8e8e4742-1d95-4f68-9d56-6ee75648c72a"), "DelegatedPermissionGrant.ReadWrite.All", "Manage all delegated permission grants"),
        new(new("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"), "RoleManagement.ReadWrite.Directory", "Read and write all directory RBAC settings"),
        new(new("dbaae8cf-10b5-4b86-a4a1-f871c94c6695"), "GroupMember.ReadWrite.All", "Read and write all group memberships"),
        new(new("5eb59dd3-1da2-4329-8733-9dabdc435916"), "AdministrativeUnit.ReadWrite.All", "Read and write all administrative units"),
        new(new("246dd0d5-5bd0-4def-940b-0421030a5b68"), "Policy.Read.All", "Read your organization's policies"),
        new(new("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"), "Application.Read.All", "Read all applications"),
        new(new("dbb9058a-0e50-45d7-ae91-66909b5d4664"), "Domain.Read.All", "Read domains"),
        new(new("483bed4a-2ad3-4361-a73b-c83ccdbdc53c"), "RoleManagement.Read.Directory", "Read all directory RBAC settings"),
        new(new("b0afded3-3588-46d8-8b3d-9842eff778da"), "AuditLog.Read.All", "Read all audit log data"),
    ];

    static readonly Permission[] ExchangeRoles =
    [
        new(new("dc50a0fb-09a3-484d-be87-e023b12c6440"), "Exchange.ManageAsApp", "Manage Exchange As Application"),
        new(new("dc890d15-9560-4a4c-9b7f-a736ec74ec40"), "full_access_as_app", "Use Exchange Web Services with full access to all mailboxes"),
    ];

    static readonly Permission[] GraphScopes =
    [
        new(new("37f7f235-527c-4136-accd-4a02d197296e"), "openid", "Sign users in"),
        new(new("14dad69e-099b-42c9-810b-d002981feec1"), "profile", "View users' basic profile"),
        new(new("64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"), "email", "View users' email address"),
        new(new("7427e0e9-2fba-42fe-b0c0-848c9e6a8182"), "offline_access", "Maintain access to data you have given it access to"),
        new(new("e1fe6dd8-ba31-4d61-89e7-88639da4683d"), "User.Read", "Sign in and read user profile"),
        new(new("465a38f9-76ea-45b9-9f34-9e8b0d4b0b42"), "Calendars.Read", "Read user calendars"),
        new(new("2b9c4092-424d-4249-948d-b43879977640"), "Calendars.Read.Shared", "Read user and shared calendars"),
        new(new("1ec239c2-d7c9-4623-a91a-a9775856bb36"), "Calendars.ReadWrite", "Have full access to user calendars"),
        new(new("12466101-c9b8-439a-8589-dd09ee67e8e9"), "Calendars.ReadWrite.Shared", "Read and write user and shared calendars"),
        new(new("e383f46e-2787-4529-855e-0e479a3ffac0"), "Mail.Send", "Send mail as a user"),
        new(new("a367ab51-6b49-43bf-a716-a1fb06d2a174"), "Mail.Send.Shared", "Send mail on behalf of others"),
        new(new("87f447af-9fa4-4c32-9dfa-4a57a73d18ce"), "MailboxSettings.Read", "Read user mailbox settings"),
        new(new("818c620a-27a9-40bd-a6a5-d96f7d610b4b"), "MailboxSettings.ReadWrite", "Read and write user mailbox settings"),
        new(new("cb8f45a0-5c2e-4ea1-b803-84b870a7d7ec"), "Place.Read.All", "Read all company places"),
        new(new("4c06a06a-098a-4063-868e-5dfee3827264"), "Place.ReadWrite.All", "Read and write organization places"),
        new(new("204e0828-b5ca-4ad8-b9f3-f32a958e7cc4"), "User.ReadWrite.All", "Read and write all users' full profiles"),
        new(new("06da0dbc-49e2-44d2-8312-53f166ab848a"), "Directory.Read.All", "Read directory data"),
        new(new("4908d5b9-3fb2-4b1e-9336-1888b7937185"), "Organization.Read.All", "Read organization information"),
        new(new("f55016cc-149c-447e-8f21-7cf3ec1d6350"), "LicenseAssignment.ReadWrite.All", "Manage all license assignments"),
        new(new("bdfbf15f-ee85-4955-8675-146e8e5296b5"), "Application.ReadWrite.All", "Read and write applications"),
        new(new("84bccea3-f856-4a8a-967b-dbe0a3d53a64"), "AppRoleAssignment.ReadWrite.All", "Manage app permission grants and app role assignments"),
        new(new("41ce6ca6-6826-4807-84f1-1c82854f7ee5"), "DelegatedPermissionGrant.ReadWrite.All", "Manage all delegated permission grants"),
        new(new("d01b97e9-cbc0-49fe-810a-750afd5527a3"), "RoleManagement.ReadWrite.Directory", "Read and write directory RBAC settings"),
        new(new("f81125ac-d3b7-4573-a3b2-7099cc39df9e"), "GroupMember.ReadWrite.All", "Read and write group memberships"),
        new(new("7b8a2d34-6b3f-4542-a343-54651608ad81"), "AdministrativeUnit.ReadWrite.All", "Read and write administrative units"),
        new(new("572fea84-0151-49b2-9301-11cb16974376"), "Policy.Read.All", "Read your organization's policies"),
    ];

    // The names are documented or were seen in tokens; only these two have ids we know, the others' ids are ours.
    static readonly Permission[] ExchangeScopes =
    [
        new(new("ab4f2b77-0b06-4fc1-a9de-02113fc2ab7c"), "Exchange.Manage", "Manage Exchange configuration"),
        new(new("3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5"), "EWS.AccessAsUser.All", "Access mailboxes as the signed-in user via Exchange Web Services"),
        new(SandboxTenant.GuidOf("AdminApi.AccessAsUser.All"), "AdminApi.AccessAsUser.All", "Use the Exchange admin API as the signed-in user"),
    ];

    internal static IReadOnlyList<Permission> AppRoles(Guid resourceAppId) => resourceAppId == Graph ? GraphRoles : resourceAppId == Exchange ? ExchangeRoles : [];

    internal static IReadOnlyList<Permission> Scopes(Guid resourceAppId) => resourceAppId == Graph ? GraphScopes : resourceAppId == Exchange ? ExchangeScopes : [];

    internal static Guid RoleId(Guid resourceAppId, string value) => AppRoles(resourceAppId).First(r => r.Value == value).Id;
}
